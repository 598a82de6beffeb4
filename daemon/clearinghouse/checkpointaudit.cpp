// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/checkpoint.h"
#include "clearinghouse/cursor.h"
#include "clearinghouse/eventaudit.h"
#include "clearinghouse/tables.h"

#include <iterator>

namespace gotoai::clearinghouse {
namespace {

Result<void> compareBalances(storage::Database& database, const Books& books)
{
    auto rows = Cursor::open(database, "SELECT account, balance_nano FROM checkpoint_balances WHERE account >= ?1 "
                                       "ORDER BY account");
    if (!rows)
        return std::move(rows).error();
    std::int64_t next = 1; // accounts without a row were never moved
    const auto skipTo = [&](std::int64_t account) {
        while (next < account && next <= books.counters.accounts && books.balance(next).isZero())
            ++next;
        return next >= account;
    };
    for (;;) {
        auto row = rows->next();
        if (!row)
            return std::move(row).error();
        if (!*row)
            break;
        const std::int64_t account = rows->row().integer(0);
        if (!skipTo(account))
            return brokenLine("checkpoint_balances", next, "the row is missing");
        if (account > books.counters.accounts || books.balance(account).nano() != rows->row().integer(1))
            return brokenLine("checkpoint_balances", account, "it is not the fold of the transfers");
        next = account + 1;
    }
    if (!skipTo(books.counters.accounts + 1))
        return brokenLine("checkpoint_balances", next, "the row is missing");
    return {};
}

Result<void> compareOpenOrders(storage::Database& database, const Books& books)
{
    auto rows = Cursor::open(database, "SELECT number, account, hold_nano, deadline_us, promo_nano "
                                       "FROM checkpoint_open_orders WHERE number >= ?1");
    if (!rows)
        return std::move(rows).error();
    std::ptrdiff_t count = 0;
    for (;;) {
        auto row = rows->next();
        if (!row)
            return std::move(row).error();
        if (!*row)
            break;
        const storage::Statement& cells = rows->row();
        const OpenOrder* const open = books.openOrder(cells.integer(0));
        const bool isDoubt = !cells.isNull(3);
        const bool isSame = open && open->account == tables::readId<AccountId>(cells, 1) &&
                            open->hold.nano() == cells.integer(2) && open->promo.nano() == cells.integer(4) &&
                            isDoubt == (open->state == OrderState::InDoubt) &&
                            (!isDoubt || toMicroseconds(open->doubtDeadline) == cells.integer(3));
        if (!isSame)
            return brokenLine("checkpoint_open_orders", cells.integer(0), "it is not the order as it stands");
        ++count;
    }
    if (count != std::ssize(books.openOrders()))
        return brokenLine("checkpoint_open_orders", 0, "an open order is missing");
    return {};
}

Result<void> compareBudgets(storage::Database& database, const BudgetTallies& budgets)
{
    auto rows = Cursor::open(database, "SELECT from_us, spent_nano, held_nano, open_orders, budget "
                                       "FROM checkpoint_budgets WHERE open_orders >= ?1 - 1");
    if (!rows)
        return std::move(rows).error();
    std::ptrdiff_t count = 0;
    for (;; ++count) {
        auto row = rows->next();
        if (!row)
            return std::move(row).error();
        if (!*row)
            break;
        const storage::Statement& cells = rows->row();
        const Instant from = fromMicroseconds(cells.integer(0));
        const BudgetTally tally = budgets.tally(tables::readId<BudgetId>(cells, 4), from);
        const BudgetTally kept{from, Money::fromNano(cells.integer(1)), Money::fromNano(cells.integer(2)),
                               cells.integer(3)};
        if (tally != kept)
            return brokenLine("checkpoint_budgets", count + 1, "it is not what the budget's orders have cost and hold");
    }
    for (const auto& [budget, windows] : budgets.all())
        count -= std::ssize(windows);
    return count == 0 ? Result<void>()
                      : brokenLine("checkpoint_budgets", 0, "a budget's window is missing or stands twice");
}

} // namespace

bool isCheckpointAt(const Counters& checkpoint, const Counters& at)
{
    return checkpoint.orders == at.orders && checkpoint.transitions == at.transitions &&
           checkpoint.transfers == at.transfers && checkpoint.bookings == at.bookings;
}

Result<std::optional<Counters>> checkpointPlace(storage::Database& database)
{
    auto statement =
        database.prepare("SELECT last_order, last_transition, last_transfer, last_booking FROM checkpoint_through "
                         "WHERE id = 1");
    if (!statement)
        return std::move(statement).error();
    const auto row = statement->step();
    if (!row)
        return row.error();
    if (!*row)
        return std::optional<Counters>();
    return std::optional(Counters{.orders = statement->integer(0),
                                  .transitions = statement->integer(1),
                                  .transfers = statement->integer(2),
                                  .bookings = statement->integer(3)});
}

Result<void> auditCheckpoint(storage::Database& database, const Books& books)
{
    if (auto compared = compareBalances(database, books); !compared)
        return compared;
    if (auto compared = compareOpenOrders(database, books); !compared)
        return compared;
    return compareBudgets(database, books.budgets);
}

} // namespace gotoai::clearinghouse
