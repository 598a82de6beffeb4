// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/migration.h"

#include <algorithm>
#include <map>
#include <string>

namespace gotoai::storage {
namespace {

using NewestByOwner = std::map<std::string, std::int64_t, std::less<>>;

Result<NewestByOwner> appliedSteps(Database& database)
{
    auto statement = database.prepare("SELECT owner, max(number) FROM schema_steps GROUP BY owner");
    if (!statement)
        return std::move(statement).error();
    NewestByOwner newest;
    for (;;) {
        auto row = statement->step();
        if (!row)
            return std::move(row).error();
        if (!*row)
            return newest;
        newest.emplace(statement->text(0), statement->integer(1));
    }
}

Result<void> refuseNewer(const NewestByOwner& applied, std::span<const Migration> migrations)
{
    for (const auto& [owner, number] : applied) {
        // Named anew: clang 14 captures no structured binding.
        const auto isItsStep = [&name = owner, &step = number](const Migration& migration) {
            return migration.owner == name && migration.number == step;
        };
        const bool isKnown = std::any_of(migrations.begin(), migrations.end(), isItsStep);
        if (!isKnown)
            return failure(ErrorCode::Corrupt, "the database is newer than this program: it knows step " +
                                                   std::to_string(number) + " of '" + owner + "'");
    }
    return {};
}

Result<void> applyStep(Database& database, const Migration& migration)
{
    if (auto done = database.execute(migration.sql); !done)
        return done;
    auto record = database.prepare("INSERT INTO schema_steps(owner, number) VALUES (?1, ?2)");
    if (!record)
        return std::move(record).error();
    return record->bind(1, migration.owner).bind(2, std::int64_t{migration.number}).run();
}

Result<void> inTransaction(Database& database, const Migration& migration)
{
    if (auto begun = database.execute("BEGIN IMMEDIATE"); !begun)
        return begun;
    auto applied = applyStep(database, migration);
    if (applied)
        applied = database.execute("COMMIT");
    if (applied)
        return {};
    if (auto undone = database.execute("ROLLBACK"); !undone)
        return failure(ErrorCode::StoreUnavailable, applied.error().detail + "; " + undone.error().detail);
    return failure(applied.error().code, "step " + std::to_string(migration.number) + " of '" +
                                             std::string(migration.owner) + "': " + applied.error().detail);
}

} // namespace

Result<void> migrate(Database& database, std::span<const Migration> migrations)
{
    auto created = database.execute("CREATE TABLE IF NOT EXISTS schema_steps("
                                    "owner TEXT NOT NULL, number INTEGER NOT NULL CHECK(number > 0), "
                                    "PRIMARY KEY(owner, number)) STRICT, WITHOUT ROWID");
    if (!created)
        return created;
    auto applied = appliedSteps(database);
    if (!applied)
        return std::move(applied).error();
    if (auto known = refuseNewer(*applied, migrations); !known)
        return known;
    for (const Migration& migration : migrations) {
        std::int64_t& newest = (*applied)[std::string(migration.owner)];
        if (migration.number <= newest)
            continue;
        if (migration.number != newest + 1)
            return failure(ErrorCode::Internal,
                           "the schema steps of '" + std::string(migration.owner) + "' have a gap");
        if (auto done = inTransaction(database, migration); !done)
            return done;
        newest = migration.number;
    }
    return {};
}

} // namespace gotoai::storage
