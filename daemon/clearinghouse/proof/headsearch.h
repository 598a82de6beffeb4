// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "clearinghouse/proof/signedhead.h"

#include <optional>
#include <string>

namespace gotoai::clearinghouse {

// The first head in a file of heads that has the batch; empty when none has it yet. A search by halves: lines ascend by
// batch. Corrupt where no head stands.
Result<std::optional<SignedHead>> findHead(const std::string& path, std::int64_t batch);

} // namespace gotoai::clearinghouse
