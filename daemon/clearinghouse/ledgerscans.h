// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clearinghouse/ledgerqueries.h"
#include "clearinghouse/numberscan.h"
#include "clearinghouse/rules.h"

#include <limits>

// Which index a filtered list goes by: the one that leaves the fewest rows to look at. What the index does not know,
// the reader of the row sees to.
namespace gotoai::clearinghouse {

constexpr std::int64_t kNoNumber = std::numeric_limits<std::int64_t>::max();

Result<NumberScan> scanOrders(storage::Database& database, const OrderFilter& filter, Direction direction,
                              const NumberRange& range);
Result<NumberScan> scanTransfers(storage::Database& database, const TransferFilter& filter,
                                 const std::optional<TransferKind>& kind, Direction direction,
                                 const NumberRange& range);
Result<NumberScan> scanTopUps(storage::Database& database, const std::optional<AccountId>& account, Direction direction,
                              const NumberRange& range);

Result<NumberScan> scanBookings(storage::Database& database, const BookingFilter& filter, Direction direction,
                                const NumberRange& range);

// The least number whose time is no less than `at`, given that times follow numbers; one past the last if there is
// none. Found by bisection: times need no index.
Result<std::int64_t> firstOrderFrom(storage::Database& database, Instant at);
Result<std::int64_t> firstTransferFrom(storage::Database& database, Instant at);
Result<std::int64_t> firstTopUpFrom(storage::Database& database, Instant at);
Result<std::int64_t> firstBookingFrom(storage::Database& database, Instant at);

// The numbers that a period can be of, wide enough for what lanes and the clock interleave.
Result<NumberRange> orderBounds(storage::Database& database, const Period& period);
Result<NumberRange> transferBounds(storage::Database& database, const Period& period);

} // namespace gotoai::clearinghouse
