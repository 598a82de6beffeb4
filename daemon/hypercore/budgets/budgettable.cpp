// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/budgets/budgettable.h"

#include "hypercore/access/columns.h"
#include "hypercore/budgets/budgetcalendar.h"
#include "storage/onerow.h"

namespace gotoai::hypercore {
namespace {

using namespace columns;

constexpr storage::Migration kMigrations[] = {
    {"budgets", 1, R"(
CREATE TABLE budgets (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    account BLOB NOT NULL REFERENCES accounts(id),
    key BLOB REFERENCES api_keys(id),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    period TEXT NOT NULL CHECK (period IN ('hour', 'day', 'week', 'month', 'total')),
    time_zone TEXT NOT NULL,
    limit_nano INTEGER NOT NULL CHECK (limit_nano >= 0),
    version INTEGER NOT NULL CHECK (version >= 1),
    created_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX budgets_of_accounts ON budgets(account, period) WHERE key IS NULL;
CREATE UNIQUE INDEX budgets_of_keys ON budgets(key, period) WHERE key IS NOT NULL;
)"},
};

Result<Budget> budgetOf(const storage::Statement& row)
{
    const auto id = BudgetId::fromBytes(row.blob(0));
    const auto account = AccountId::fromBytes(row.blob(1));
    const auto key = idOrNull<KeyId>(row, 2);
    const auto period = budgetPeriodFromWord(row.text(4));
    if (!id || !account || !key || !period)
        return failure(ErrorCode::Corrupt, "a row of budgets cannot be read");
    Budget budget{.id = *id,
                  .account = *account,
                  .key = *key,
                  .name = std::string(row.text(3)),
                  .period = *period,
                  .timeZone = std::string(row.text(5)),
                  .limit = Money::fromNano(row.integer(6)),
                  .version = row.integer(7),
                  .createdAt = fromMicroseconds(row.integer(8))};
    if (!isTimeZone(budget.timeZone))
        return failure(ErrorCode::BadConfiguration, "the time zone " + budget.timeZone + " of the budget " +
                                                        budget.id.toString() +
                                                        " is not known here: is tzdata installed?");
    return budget;
}

} // namespace

std::span<const storage::Migration> budgetMigrations() { return kMigrations; }

Result<std::vector<Budget>> loadBudgets(storage::Database& database)
{
    return loadAll(database,
                   "SELECT id, account, key, name, period, time_zone, limit_nano, version, created_us FROM budgets",
                   &budgetOf);
}

Result<void> insertBudget(storage::Database& database, const Budget& budget)
{
    auto insert = database.cached(
        "INSERT INTO budgets (id, account, key, name, period, time_zone, limit_nano, version, created_us)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
    if (!insert)
        return std::move(insert).error();
    return (*insert)
        ->bind(1, std::span(budget.id.bytes()))
        .bind(2, std::span(budget.account.bytes()))
        .bind(3, toColumn(budget.key))
        .bind(4, budget.name)
        .bind(5, budgetPeriodWord(budget.period))
        .bind(6, budget.timeZone)
        .bind(7, budget.limit.nano())
        .bind(8, budget.version)
        .bind(9, toMicroseconds(budget.createdAt))
        .run();
}

Result<void> updateBudget(storage::Database& database, const Budget& next)
{
    auto update = database.cached("UPDATE budgets SET name = ?2, limit_nano = ?3, version = ?4"
                                  " WHERE id = ?1 AND version = ?4 - 1");
    if (!update)
        return std::move(update).error();
    (*update)->bind(1, std::span(next.id.bytes())).bind(2, next.name).bind(3, next.limit.nano()).bind(4, next.version);
    return storage::runOnOneRow(database, **update);
}

Result<void> deleteBudget(storage::Database& database, const Budget& budget)
{
    auto remove = database.cached("DELETE FROM budgets WHERE id = ?1 AND version = ?2");
    if (!remove)
        return std::move(remove).error();
    (*remove)->bind(1, std::span(budget.id.bytes())).bind(2, budget.version);
    return storage::runOnOneRow(database, **remove);
}

} // namespace gotoai::hypercore
