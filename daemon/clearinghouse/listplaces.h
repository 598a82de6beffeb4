// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bookingid.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/result.h"
#include "storage/database.h"

#include <cstdint>
#include <optional>

// Where in a list of LedgerQueries an id or a time is: numbers for PageRequest::around, from 1 on. Over a read-only
// connection, without reading rows on the way. StoreUnavailable when the database cannot be read.
namespace gotoai::clearinghouse {

// Of a row that belongs to `account`, where one is given; NotFound when there is none.
Result<std::int64_t> orderNumber(storage::Database& database, const OrderId& id,
                                 const std::optional<AccountId>& account);
Result<std::int64_t> topUpNumber(storage::Database& database, const TopUpId& id,
                                 const std::optional<AccountId>& account);
Result<std::int64_t> bookingNumber(storage::Database& database, const BookingId& id,
                                   const std::optional<AccountId>& account);
// Whether there is a transfer of this number.
Result<bool> hasTransfer(storage::Database& database, std::int64_t number);

// The newest row that is no younger; 0 when all are.
Result<std::int64_t> orderNumberAt(storage::Database& database, Instant at);
Result<std::int64_t> transferNumberAt(storage::Database& database, Instant at);
Result<std::int64_t> topUpNumberAt(storage::Database& database, Instant at);
Result<std::int64_t> bookingNumberAt(storage::Database& database, Instant at);

} // namespace gotoai::clearinghouse
