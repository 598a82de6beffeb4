// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bookingid.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/result.h"
#include "storage/database.h"

#include <cstdint>
#include <optional>

// Numbers for PageRequest::around in the lists that LedgerQueries has no such methods for. Over a read-only connection,
// in constant time; numbers are from 1 on. StoreUnavailable when the database cannot be read.
namespace gotoai::clearinghouse {

// Of a row that belongs to `account`, where one is given; NotFound when there is none.
Result<std::int64_t> topUpNumber(storage::Database& database, const TopUpId& id,
                                 const std::optional<AccountId>& account);
Result<std::int64_t> bookingNumber(storage::Database& database, const BookingId& id,
                                   const std::optional<AccountId>& account);
// Whether there is a transfer of this number.
Result<bool> hasTransfer(storage::Database& database, std::int64_t number);

// The newest row that is no younger; 0 when all are.
Result<std::int64_t> topUpNumberAt(storage::Database& database, Instant at);
Result<std::int64_t> bookingNumberAt(storage::Database& database, Instant at);

} // namespace gotoai::clearinghouse
