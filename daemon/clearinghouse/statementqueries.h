// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"
#include "base/result.h"
#include "clearinghouse/balancemarks.h"
#include "clearinghouse/ledgerqueries.h"
#include "clearinghouse/numberscan.h"
#include "storage/database.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gotoai::clearinghouse {

// What a customer has, or by what it changed.
struct Balances
{
    Money available;
    Money held;  // by open orders
    Money total; // available + held
    Money promo; // of the total, what was granted

    bool operator==(const Balances&) const = default;
};

struct StatementActivity
{
    std::string kind; // of transfers
    Balances change;
};

// A transfer that changed the total: to the customer from elsewhere, or back. What moves between the customer's own
// sides (holds and their release) does not stand in a statement.
struct StatementLine
{
    TransferRow transfer;
    Money change;  // of the total
    Money balance; // the total behind it
};

// opening + all of activity = closing, in each of the four amounts; the lines of the range come to the same total.
struct StatementFrame
{
    NumberRange range; // of transfers
    Balances opening;
    std::vector<StatementActivity> activity; // by kind; kinds that changed nothing are left out
    Balances closing;
};

struct StatementLines
{
    std::vector<StatementLine> rows;
    std::optional<std::int64_t> stoppedAt; // goes on behind this number, in the same direction; empty: there is no more
};

struct Statement
{
    StatementFrame frame;
    StatementLines lines; // newest first
};

// Reads what went in and out of a customer's ledger accounts, whatever kinds of transfers there are. A period holds the
// transfers between its two cuts of the book (see transferCut), so that the closing of one is the opening of the next.
// Takes about as long for any account, period and place, however long the book is. Over a read-only connection, by one
// thread at a time. StoreUnavailable when it cannot be read; Corrupt when it contradicts itself.
class StatementQueries
{
public:
    explicit StatementQueries(storage::Database& database);

    // `page` goes on below a number, or begins at the newest. It may hold fewer lines than asked for.
    Result<Statement> statement(const AccountId& account, const Period& period, const PageRequest& page);

    // For a reader of everything: the frame, then its lines, oldest first, from above `range.above` on. `balance` is
    // the total before the first of them.
    Result<StatementFrame> frame(const AccountId& account, const Period& period);
    Result<StatementLines> lines(const AccountId& account, const NumberRange& range, Money balance, std::size_t limit);

    // What was available behind each of these transfers: all that a customer took part in between the first and the
    // last of them, newest first.
    Result<std::vector<Money>> availableBehind(const AccountId& account, const std::vector<TransferRow>& transfers);

private:
    storage::Database& m_database;
};

} // namespace gotoai::clearinghouse
