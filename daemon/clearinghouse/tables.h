// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clearinghouse/records.h"
#include "crypto/sha256.h"
#include "storage/database.h"

// The SQL of the ledger's rows: reading all of them, inserting those that are rare (those of orders: rowbatch.h).
// Inserting binds statements that are prepared once. A failure is a Conflict (a unique column had the value) or
// StoreUnavailable.
namespace gotoai::clearinghouse::tables {

Result<void> insert(storage::Database& database, const AccountRecord& account, const crypto::Digest& leaf);
Result<void> insert(storage::Database& database, const PriceRecord& price, const crypto::Digest& leaf);
// Without its transfer.
Result<void> insert(storage::Database& database, const TopUpRecord& topUp, const crypto::Digest& leaf);
Result<void> insert(storage::Database& database, const BookingRecord& booking, const crypto::Digest& leaf);

// The row's columns behind the record's own.
struct Extent
{
    std::int64_t firstTransfer = 0;
    std::int64_t transferCount = 0;
    std::int64_t attemptCount = 0;
    bool isTerminal = false;
};

// Select rows from ?1 on, ascending by number. Attempts: those of order ?1.
extern const char* const kSelectAccounts;
extern const char* const kSelectPrices;
extern const char* const kSelectOrders;
extern const char* const kSelectTransitions;
extern const char* const kSelectAttempts;
extern const char* const kSelectTransfers;
extern const char* const kSelectTopUps;
extern const char* const kSelectBookings;

// The row that such a statement stands on. Texts live until its next step. Lists are left empty.
AccountRecord readAccount(const storage::Statement& row, crypto::Digest& leaf);
PriceRecord readPrice(const storage::Statement& row, crypto::Digest& leaf);
OrderRecord readOrder(const storage::Statement& row, crypto::Digest& leaf);
TransitionRecord readTransition(const storage::Statement& row, crypto::Digest& leaf, Extent& extent);
AttemptEntry readAttempt(const storage::Statement& row);
TransferRecord readTransfer(const storage::Statement& row);
// Of its transfer the row knows the number alone.
TopUpRecord readTopUp(const storage::Statement& row, crypto::Digest& leaf);
// The scope is a column of its own.
BookingRecord readBooking(const storage::Statement& row, crypto::Digest& leaf, Extent& extent, std::string_view& scope);

// Zeros when the column does not hold 32 bytes.
crypto::Digest readDigest(const storage::Statement& row, int column);

// An id of a column; the null id when the column does not hold 16 bytes.
template<class IdType>
IdType readId(const storage::Statement& row, int column)
{
    return IdType::fromBytes(row.blob(column)).value_or(IdType());
}

} // namespace gotoai::clearinghouse::tables
