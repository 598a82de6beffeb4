// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/risk/killswitchtable.h"

#include "storage/eachrow.h"

namespace gotoai::hypercore {
namespace {

constexpr storage::Migration kMigrations[] = {
    {"risk", 1, R"(
CREATE TABLE kill_switches (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    scope TEXT NOT NULL CHECK (scope IN ('global', 'provider', 'endpoint', 'model', 'account', 'key')),
    target TEXT NOT NULL CHECK ((target = '') = (scope = 'global')),
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    expires_us INTEGER,
    created_us INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    released_us INTEGER,
    released_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;
)"},
};

std::optional<std::int64_t> column(const std::optional<Instant>& instant)
{
    return instant ? std::optional(toMicroseconds(*instant)) : std::nullopt;
}

std::optional<Instant> instantOrNull(const storage::Statement& row, int place)
{
    return row.isNull(place) ? std::nullopt : std::optional(fromMicroseconds(row.integer(place)));
}

} // namespace

std::span<const storage::Migration> riskMigrations() { return kMigrations; }

Result<std::vector<KillSwitch>> loadKillSwitches(storage::Database& database)
{
    std::vector<KillSwitch> switches;
    auto loaded = storage::forEachRow(
        database,
        "SELECT id, scope, target, reason, expires_us, created_us, created_by, released_us, released_by"
        " FROM kill_switches",
        [&](const storage::Statement& row) -> Result<void> {
            const auto id = KillSwitchId::fromBytes(row.blob(0));
            auto target = parseKillTarget(row.text(1), row.text(2));
            if (!id || !target)
                return failure(ErrorCode::Corrupt, "a row of kill_switches cannot be read");
            switches.push_back({.id = *id,
                                .target = *std::move(target),
                                .reason = std::string(row.text(3)),
                                .expiresAt = instantOrNull(row, 4),
                                .releasedAt = instantOrNull(row, 7),
                                .createdBy = std::string(row.text(6)),
                                .releasedBy = std::string(row.text(8)),
                                .createdAt = fromMicroseconds(row.integer(5))});
            return {};
        });
    if (!loaded)
        return std::move(loaded).error();
    return switches;
}

Result<void> insertKillSwitch(storage::Database& database, const KillSwitch& killSwitch)
{
    auto insert = database.cached(
        "INSERT INTO kill_switches (id, scope, target, reason, expires_us, created_us, created_by, released_us,"
        " released_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
    if (!insert)
        return std::move(insert).error();
    return (*insert)
        ->bind(1, std::span(killSwitch.id.bytes()))
        .bind(2, scopeWord(killSwitch.target))
        .bind(3, std::string_view(targetText(killSwitch.target)))
        .bind(4, std::string_view(killSwitch.reason))
        .bind(5, column(killSwitch.expiresAt))
        .bind(6, toMicroseconds(killSwitch.createdAt))
        .bind(7, std::string_view(killSwitch.createdBy))
        .bind(8, column(killSwitch.releasedAt))
        .bind(9, std::string_view(killSwitch.releasedBy))
        .run();
}

Result<void> markReleased(storage::Database& database, const KillSwitch& killSwitch)
{
    auto update = database.cached("UPDATE kill_switches SET released_us = ?2, released_by = ?3"
                                  " WHERE id = ?1 AND released_us IS NULL");
    if (!update)
        return std::move(update).error();
    return (*update)
        ->bind(1, std::span(killSwitch.id.bytes()))
        .bind(2, column(killSwitch.releasedAt))
        .bind(3, std::string_view(killSwitch.releasedBy))
        .run();
}

} // namespace gotoai::hypercore
