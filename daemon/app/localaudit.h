// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/reload.h"
#include "audit/auditrecord.h"
#include "base/result.h"
#include "hypercore/access/admintoken.h"

#include <sys/types.h>

#include <optional>

namespace gotoai::app {

// The audit records of what is done on the machine itself, past the admin API: by `gotoaid token`, `gotoaid reload` and
// SIGHUP. Their principal is "uid_" and the number of the user who asked; of a signal's sender nothing is known.
using LocalUser = std::optional<uid_t>;

audit::AuditRecord recordOfToken(Instant at, const LocalUser& by, const hypercore::AdminToken& token);
audit::AuditRecord recordOfReload(Instant at, const LocalUser& by, const Result<Reload>& reload);

} // namespace gotoai::app
