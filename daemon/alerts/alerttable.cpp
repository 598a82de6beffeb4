// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alerttable.h"

#include "storage/onerow.h"

#include <limits>

namespace gotoai::alerts {
namespace {

constexpr storage::Migration kMigrations[] = {
    {"alerts", 1, R"(
CREATE TABLE alerts (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 64),
    severity TEXT NOT NULL CHECK (severity IN ('notice', 'warning', 'critical')),
    subject TEXT NOT NULL CHECK (length(subject) BETWEEN 1 AND 200),
    account BLOB CHECK (length(account) = 16),
    facts TEXT NOT NULL,
    first_seen_us INTEGER NOT NULL,
    last_seen_us INTEGER NOT NULL,
    count INTEGER NOT NULL CHECK (count >= 1),
    acknowledged_us INTEGER,
    acknowledged_by TEXT NOT NULL CHECK ((acknowledged_by = '') = (acknowledged_us IS NULL)),
    version INTEGER NOT NULL CHECK (version >= 1)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX alerts_open ON alerts(kind, subject) WHERE acknowledged_us IS NULL;
)"},
};

constexpr char kSelect[] =
    "SELECT id, kind, severity, subject, account, facts, first_seen_us, last_seen_us, count, acknowledged_us,"
    " acknowledged_by, version FROM alerts WHERE (acknowledged_us IS NULL) = ?1 ORDER BY id DESC LIMIT ?2";

Result<Alert> alertOf(const storage::Statement& row)
{
    const auto id = AlertId::fromBytes(row.blob(0));
    const auto severity = severityFromWord(row.text(2));
    if (!id || !severity)
        return failure(ErrorCode::Corrupt, "a row of alerts cannot be read");
    Alert alert;
    alert.id = *id;
    alert.finding = {.kind = std::string(row.text(1)),
                     .severity = *severity,
                     .subject = std::string(row.text(3)),
                     .account = std::nullopt,
                     .facts = std::string(row.text(5))};
    if (!row.isNull(4)) {
        const auto account = AccountId::fromBytes(row.blob(4));
        if (!account)
            return account.error();
        alert.finding.account = *account;
    }
    alert.firstSeenAt = fromMicroseconds(row.integer(6));
    alert.lastSeenAt = fromMicroseconds(row.integer(7));
    alert.count = row.integer(8);
    if (!row.isNull(9))
        alert.acknowledgedAt = fromMicroseconds(row.integer(9));
    alert.acknowledgedBy = row.text(10);
    alert.version = row.integer(11);
    return alert;
}

Result<void> load(storage::Database& database, bool areOpen, std::size_t most, std::vector<Alert>& alerts)
{
    auto select = database.prepare(kSelect);
    if (!select)
        return std::move(select).error();
    select->bind(1, std::int64_t{areOpen}).bind(2, static_cast<std::int64_t>(most));
    for (;;) {
        const auto found = select->step();
        if (!found)
            return found.error();
        if (!*found)
            return {};
        auto alert = alertOf(*select);
        if (!alert)
            return std::move(alert).error();
        alerts.push_back(*std::move(alert));
    }
}

std::optional<std::int64_t> toColumn(const std::optional<Instant>& instant)
{
    return instant ? std::optional(toMicroseconds(*instant)) : std::nullopt;
}

Result<void> save(storage::Database& database, const Alert& alert, const char* sql)
{
    auto insert = database.cached(sql);
    if (!insert)
        return std::move(insert).error();
    const Finding& finding = alert.finding;
    const auto account =
        finding.account ? std::optional(std::span<const std::uint8_t>(finding.account->bytes())) : std::nullopt;
    return (*insert)
        ->bind(1, std::span(alert.id.bytes()))
        .bind(2, finding.kind)
        .bind(3, severityWord(finding.severity))
        .bind(4, finding.subject)
        .bind(5, account)
        .bind(6, finding.facts)
        .bind(7, toMicroseconds(alert.firstSeenAt))
        .bind(8, toMicroseconds(alert.lastSeenAt))
        .bind(9, alert.count)
        .bind(10, toColumn(alert.acknowledgedAt))
        .bind(11, alert.acknowledgedBy)
        .bind(12, alert.version)
        .run();
}

} // namespace

std::span<const storage::Migration> alertMigrations() { return kMigrations; }

Result<std::vector<Alert>> loadAlerts(storage::Database& database, std::size_t most)
{
    std::vector<Alert> alerts;
    constexpr auto kAll = static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max());
    if (auto loaded = load(database, true, kAll, alerts); !loaded)
        return std::move(loaded).error();
    if (auto loaded = load(database, false, most, alerts); !loaded)
        return std::move(loaded).error();
    return alerts;
}

Result<void> saveFinding(storage::Database& database, const Alert& alert)
{
    return save(database, alert,
                "INSERT INTO alerts (id, kind, severity, subject, account, facts, first_seen_us, last_seen_us, count,"
                " acknowledged_us, acknowledged_by, version)"
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"
                " ON CONFLICT(id) DO UPDATE SET severity = ?3, facts = ?6, last_seen_us = ?8, count = ?9");
}

Result<void> saveAlert(storage::Database& database, const Alert& alert)
{
    return save(database, alert,
                "INSERT INTO alerts (id, kind, severity, subject, account, facts, first_seen_us, last_seen_us, count,"
                " acknowledged_us, acknowledged_by, version)"
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"
                " ON CONFLICT(id) DO UPDATE SET severity = ?3, facts = ?6, last_seen_us = ?8, count = ?9,"
                " acknowledged_us = ?10, acknowledged_by = ?11, version = ?12");
}

Result<void> markAcknowledged(storage::Database& database, const Alert& next)
{
    auto update = database.cached("UPDATE alerts SET acknowledged_us = ?2, acknowledged_by = ?3, version = ?4"
                                  " WHERE id = ?1 AND acknowledged_us IS NULL");
    if (!update)
        return std::move(update).error();
    (*update)
        ->bind(1, std::span(next.id.bytes()))
        .bind(2, toColumn(next.acknowledgedAt))
        .bind(3, next.acknowledgedBy)
        .bind(4, next.version);
    return storage::runOnOneRow(database, **update);
}

Result<void> deleteAlert(storage::Database& database, const AlertId& id)
{
    auto remove = database.cached("DELETE FROM alerts WHERE id = ?1");
    if (!remove)
        return std::move(remove).error();
    return (*remove)->bind(1, std::span(id.bytes())).run();
}

} // namespace gotoai::alerts
