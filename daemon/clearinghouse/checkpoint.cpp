// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/checkpoint.h"

namespace gotoai::clearinghouse {
namespace {

using storage::Database;
using storage::Statement;

constexpr char kUpsertBalance[] = "INSERT INTO checkpoint_balances(account, balance_nano) VALUES (?1, ?2) "
                                  "ON CONFLICT(account) DO UPDATE SET balance_nano = ?2";
constexpr char kClearOpenOrders[] = "DELETE FROM checkpoint_open_orders";
constexpr char kInsertOpenOrder[] =
    "INSERT INTO checkpoint_open_orders(number, account, hold_nano, deadline_us, promo_nano) "
    "VALUES (?1, ?2, ?3, ?4, ?5)";
constexpr char kUpsertThrough[] =
    "INSERT INTO checkpoint_through(id, last_order, last_transition, last_transfer, last_booking) "
    "VALUES (1, ?1, ?2, ?3, ?4) "
    "ON CONFLICT(id) DO UPDATE SET last_order = ?1, last_transition = ?2, last_transfer = ?3, last_booking = ?4";

Result<void> saveOpenOrders(Database& database, const std::vector<Checkpoint::Open>& openOrders)
{
    if (auto cleared = database.execute(kClearOpenOrders); !cleared)
        return cleared;
    auto insert = database.cached(kInsertOpenOrder);
    if (!insert)
        return std::move(insert).error();
    for (const auto& [number, order] : openOrders) {
        (*insert)->bind(1, number).bind(2, std::span<const std::uint8_t>(order.account.bytes()));
        (*insert)->bind(3, order.hold.nano());
        (*insert)->bind(4, order.state == OrderState::InDoubt ? std::optional(toMicroseconds(order.doubtDeadline))
                                                              : std::nullopt);
        (*insert)->bind(5, order.promo.nano());
        if (auto inserted = (*insert)->run(); !inserted)
            return inserted;
    }
    return {};
}

// In place of what each budget had.
Result<void> saveBudgets(Database& database, const std::vector<Checkpoint::Budget>& budgets)
{
    auto clear = database.cached("DELETE FROM checkpoint_budgets WHERE budget = ?1");
    if (!clear)
        return std::move(clear).error();
    auto insert = database.cached("INSERT INTO checkpoint_budgets(budget, from_us, spent_nano, held_nano, open_orders) "
                                  "VALUES (?1, ?2, ?3, ?4, ?5)");
    if (!insert)
        return std::move(insert).error();
    for (const auto& [budget, windows] : budgets) {
        if (auto cleared = (*clear)->bind(1, std::span(budget.bytes())).run(); !cleared)
            return cleared;
        for (const BudgetTally& tally : windows) {
            (*insert)->bind(1, std::span(budget.bytes())).bind(2, toMicroseconds(tally.from));
            (*insert)->bind(3, tally.spent.nano()).bind(4, tally.held.nano()).bind(5, tally.openOrders);
            if (auto inserted = (*insert)->run(); !inserted)
                return inserted;
        }
    }
    return {};
}

} // namespace

Checkpoint takeCheckpoint(const Books& books)
{
    Checkpoint checkpoint{.through = books.counters, .balances = {}, .openOrders = {}, .budgets = {}};
    checkpoint.balances.reserve(books.changedAccounts().size());
    for (const std::int64_t account : books.changedAccounts())
        checkpoint.balances.push_back({account, books.balance(account)});
    checkpoint.openOrders.reserve(books.openOrders().size());
    for (const auto& [number, order] : books.openOrders())
        checkpoint.openOrders.push_back({number, order});
    checkpoint.budgets.reserve(books.budgets.changed().size());
    for (const BudgetId& budget : books.budgets.changed()) {
        const auto windows = books.budgets.all().find(budget);
        checkpoint.budgets.push_back(
            {budget, windows == books.budgets.all().end() ? BudgetTallies::Windows() : windows->second});
    }
    return checkpoint;
}

Result<void> saveCheckpoint(Database& database, const Checkpoint& checkpoint)
{
    auto statement = database.cached(kUpsertBalance);
    if (!statement)
        return std::move(statement).error();
    for (const auto& [account, balance] : checkpoint.balances) {
        if (auto saved = (*statement)->bind(1, account).bind(2, balance.nano()).run(); !saved)
            return saved;
    }
    if (auto saved = saveOpenOrders(database, checkpoint.openOrders); !saved)
        return saved;
    if (auto saved = saveBudgets(database, checkpoint.budgets); !saved)
        return saved;
    auto through = database.cached(kUpsertThrough);
    if (!through)
        return std::move(through).error();
    (*through)->bind(1, checkpoint.through.orders).bind(2, checkpoint.through.transitions);
    return (*through)->bind(3, checkpoint.through.transfers).bind(4, checkpoint.through.bookings).run();
}

} // namespace gotoai::clearinghouse
