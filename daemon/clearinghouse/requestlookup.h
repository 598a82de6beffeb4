// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clearinghouse/requestmemory.h"
#include "storage/database.h"

namespace gotoai::clearinghouse {

// The last order that a request made, from the ledger's tables; empty when they know none. StoreUnavailable when they
// cannot be read.
Result<std::optional<KeptRequest>> findRequest(storage::Database& database, const crypto::Digest& scope);

} // namespace gotoai::clearinghouse
