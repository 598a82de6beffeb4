// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clearinghouse/bookingrules.h"
#include "clearinghouse/topupmemory.h"
#include "storage/database.h"

#include <string_view>

// What a booking or a top-up must know of the ledger's past, from its tables. StoreUnavailable when they cannot be
// read.
namespace gotoai::clearinghouse {

Result<std::optional<KeptTopUp>> findTopUp(storage::Database& database, std::string_view rail,
                                           std::string_view externalId);

Result<std::optional<BookingRow>> findBooking(storage::Database& database, BookingKind kind, std::string_view scope,
                                              std::string_view reference);

// Empty when the tables know no end of such an order. Refunds are those among the bookings up to `through`.
Result<std::optional<EndedOrder>> findEndedOrder(storage::Database& database, OrderNumber order, std::int64_t through);

// How much of an order's charge was granted money.
Result<Money> findPromoCharge(storage::Database& database, OrderNumber order, const AccountId& account);

// What an attempt cost when its order ended; empty when the order had no such attempt.
Result<std::optional<Money>> findSettledCost(storage::Database& database, OrderNumber order, std::int64_t attempt);

} // namespace gotoai::clearinghouse
