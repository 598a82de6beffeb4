// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "money/money.h"
#include "storage/database.h"

#include <cstdint>

namespace gotoai::clearinghouse {

struct VerifyReport
{
    std::int64_t orders = 0;
    std::int64_t transitions = 0;
    std::int64_t transfers = 0;
    std::int64_t topUps = 0;
    std::int64_t bookings = 0;
    std::int64_t batches = 0;
    std::int64_t accounts = 0;
    std::int64_t openOrders = 0;
    Money held; // Σ over all wallets = Σ holds of the open orders
};

// Reads the whole ledger from its first row, in one snapshot, with memory for the balances and the open orders alone:
// numbers are dense, every event has exactly the transfers that its amounts ask for, an attempt's cost is its usage by
// its price, held is never negative and equals the open holds, hold = charge + released, one end an order, every leaf
// and every link of the chain, and the checkpoint against the fold. Corrupt, naming table and number, at the first line
// that does not hold; StoreUnavailable when the database cannot be read. Works beside a running daemon and on a copy.
Result<VerifyReport> verifyBooks(storage::Database& readOnly);

} // namespace gotoai::clearinghouse
