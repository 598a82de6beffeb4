// SPDX-License-Identifier: GPL-3.0-or-later
#include "reconciliation/reconciliationtable.h"

#include "storage/eachrow.h"
#include "storage/onerow.h"

namespace gotoai::reconciliation {
namespace {

using storage::Database;
using storage::Statement;
using Blob = std::span<const std::uint8_t>;

template<class Tag>
std::optional<Blob> toColumn(const std::optional<Id<Tag>>& id)
{
    return id ? std::optional(Blob(id->bytes())) : std::nullopt;
}

std::optional<std::int64_t> toColumn(const std::optional<Money>& amount)
{
    return amount ? std::optional(amount->nano()) : std::nullopt;
}

std::optional<std::int64_t> toColumn(const std::optional<Instant>& at)
{
    return at ? std::optional(toMicroseconds(*at)) : std::nullopt;
}

void bindTokens(Statement& statement, int position, const std::optional<TokenCounts>& counts)
{
    statement.bind(position, counts ? std::optional(counts->prompt) : std::nullopt)
        .bind(position + 1, counts ? std::optional(counts->completion) : std::nullopt);
}

Result<void> insertClasses(Database& database, const Reconciliation& run)
{
    auto insert = database.cached("INSERT INTO reconciliation_classes (reconciliation, class, count, amount_nano)"
                                  " VALUES (?1, ?2, ?3, ?4)");
    if (!insert)
        return std::move(insert).error();
    for (std::size_t i = 0; i < kClassCount; ++i) {
        const ClassFigures& figures = run.classes[i];
        if (figures.count == 0)
            continue;
        (*insert)
            ->bind(1, run.number)
            .bind(2, static_cast<std::int64_t>(i))
            .bind(3, figures.count)
            .bind(4, figures.amount.nano());
        if (auto inserted = (*insert)->run(); !inserted)
            return inserted;
    }
    return {};
}

} // namespace

Result<void> insertReconciliation(Database& database, const Reconciliation& run)
{
    auto insert = database.cached("INSERT INTO reconciliations (number, id, provider, statement, from_us, to_us, state,"
                                  " failure, attempts, rows, is_cut, started_us, made_by)"
                                  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'running', '', 0, 0, 0, ?7, ?8)");
    if (!insert)
        return std::move(insert).error();
    return (*insert)
        ->bind(1, run.number)
        .bind(2, Blob(run.id.bytes()))
        .bind(3, Blob(run.provider.bytes()))
        .bind(4, toColumn(run.statement))
        .bind(5, toMicroseconds(run.from))
        .bind(6, toMicroseconds(run.to))
        .bind(7, toMicroseconds(run.startedAt))
        .bind(8, run.by)
        .run();
}

Result<void> endReconciliation(Database& database, const Reconciliation& run)
{
    auto update = database.cached("UPDATE reconciliations SET state = ?2, failure = ?3, attempts = ?4, rows = ?5,"
                                  " is_cut = ?6, ended_us = ?7 WHERE number = ?1 AND state = 'running'");
    if (!update)
        return std::move(update).error();
    (*update)
        ->bind(1, run.number)
        .bind(2, stateWord(run.state))
        .bind(3, run.failure)
        .bind(4, run.attempts)
        .bind(5, run.rows)
        .bind(6, std::int64_t{run.isCut})
        .bind(7, toColumn(run.endedAt));
    if (auto updated = storage::runOnOneRow(database, **update); !updated)
        return updated;
    return insertClasses(database, run);
}

Result<void> failInterrupted(Database& database, Instant now)
{
    auto update = database.cached("UPDATE reconciliations SET state = 'failed', failure = 'the process ended',"
                                  " ended_us = ?1 WHERE state = 'running'");
    if (!update)
        return std::move(update).error();
    return (*update)->bind(1, toMicroseconds(now)).run();
}

Result<void> insertDifferences(Database& database, std::int64_t run, std::span<const Difference> differences)
{
    auto insert = database.cached(
        "INSERT INTO reconciliation_differences (id, reconciliation, class, order_id, attempt, external_id, model,"
        " at_us, attempts, rows, booked_nano, billed_pico, apart_nano, booked_prompt, booked_completion, kept_prompt,"
        " kept_completion, billed_prompt, billed_completion, subject, bookings, state, note, resolved_by)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,"
        " 'open', '', '')");
    if (!insert)
        return std::move(insert).error();
    Statement& statement = **insert;
    for (const Difference& difference : differences) {
        statement.bind(1, Blob(difference.id.bytes()))
            .bind(2, run)
            .bind(3, static_cast<std::int64_t>(difference.what))
            .bind(4, toColumn(difference.order))
            .bind(5, difference.attempt)
            .bind(6, difference.externalId)
            .bind(7, difference.model)
            .bind(8, toMicroseconds(difference.at))
            .bind(9, difference.attempts)
            .bind(10, difference.rows)
            .bind(11, toColumn(difference.booked))
            .bind(12, difference.billed)
            .bind(13, difference.apart.nano());
        bindTokens(statement, 14, difference.bookedTokens);
        bindTokens(statement, 16, difference.keptTokens);
        bindTokens(statement, 18, difference.billedTokens);
        statement.bind(20, difference.subject).bind(21, difference.bookings);
        if (auto inserted = statement.run(); !inserted)
            return inserted;
    }
    return {};
}

Result<void> saveThreshold(Database& database, DifferenceClass what, const Threshold& threshold)
{
    auto save = database.cached("INSERT INTO reconciliation_thresholds (class, count, amount_nano) VALUES (?1, ?2, ?3)"
                                " ON CONFLICT(class) DO UPDATE SET count = ?2, amount_nano = ?3");
    if (!save)
        return std::move(save).error();
    return (*save)
        ->bind(1, static_cast<std::int64_t>(what))
        .bind(2, threshold.count)
        .bind(3, toColumn(threshold.amount))
        .run();
}

Result<Thresholds> loadThresholds(Database& database)
{
    Thresholds thresholds = defaultThresholds();
    auto loaded = storage::forEachRow(database, "SELECT class, count, amount_nano FROM reconciliation_thresholds",
                                      [&thresholds](const Statement& row) -> Result<void> {
                                          const std::int64_t what = row.integer(0);
                                          if (what < 0 || what >= static_cast<std::int64_t>(kClassCount))
                                              return failure(ErrorCode::Corrupt,
                                                             "a row of reconciliation_thresholds cannot be read");
                                          Threshold& threshold = thresholds[static_cast<std::size_t>(what)];
                                          threshold = {};
                                          if (!row.isNull(1))
                                              threshold.count = row.integer(1);
                                          if (!row.isNull(2))
                                              threshold.amount = Money::fromNano(row.integer(2));
                                          return {};
                                      });
    if (!loaded)
        return std::move(loaded).error();
    return thresholds;
}

} // namespace gotoai::reconciliation
