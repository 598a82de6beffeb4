// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "storage/database.h"

namespace gotoai::clearinghouse {

// A backup may be older than some of the ledger's columns and tables. They are shown as they would be empty, on this
// connection alone: a backup is not written to.
Result<void> bridgeOldSchema(storage::Database& database);

} // namespace gotoai::clearinghouse
