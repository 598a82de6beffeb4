// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "clearinghouse/rules.h"
#include "money/money.h"
#include "storage/database.h"

#include <cstdint>
#include <map>
#include <optional>

// What an account had at any place of the book, and where it moved, read in constant time however long the book is:
// behind each block of transfers every ledger account that moved in it has a mark. Marks follow from the transfers
// alone and are made behind the order path; `gotoaid verify` proves them.
namespace gotoai::clearinghouse {

constexpr std::int64_t kMarkBlock = 16'384; // transfers; block n ends with transfer n × kMarkBlock
constexpr std::int64_t kMarkPlaces = 64;    // parts of a block

// What each kind of transfer has added to a ledger account on balance: credits − debits.
using KindSums = std::map<TransferKind, Money>;

struct Mark
{
    std::int64_t block = 0;
    std::uint64_t places = 0; // bit i: the account moved in part i of the block
    KindSums sums;            // since the book began

    bool operator==(const Mark&) const = default;
};

// Corrupt when int64 cannot hold the sum.
Result<void> addTo(Money& sum, Money amount);

// Makes the marks of the next block, once the tables have all its transfers. Inside a transaction; false: not yet.
Result<bool> markNextBlock(storage::Database& database);

// Folds all transfers of marked blocks and compares. Corrupt naming the first bad row. Nothing to do for a ledger of a
// version that had no marks.
Result<void> auditMarks(storage::Database& readOnly);

// 0: none.
Result<std::int64_t> lastMarkedBlock(storage::Database& database);
// The account's mark at `block`, or the nearest one below; empty when it has not moved by then.
Result<std::optional<Mark>> markBelow(storage::Database& database, std::int64_t account, std::int64_t block);
// At `block`, or the nearest one above.
Result<std::optional<Mark>> markAbove(storage::Database& database, std::int64_t account, std::int64_t block);

// The first transfer that is as young as `at`: all before it are older, whatever the clock did in between. So periods
// that touch share no transfer and leave none out. One above the last transfer when all are older.
Result<std::int64_t> transferCut(storage::Database& database, Instant at);

} // namespace gotoai::clearinghouse
