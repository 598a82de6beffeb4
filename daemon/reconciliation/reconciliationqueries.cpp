// SPDX-License-Identifier: GPL-3.0-or-later
#include "reconciliation/reconciliationtable.h"

#include "storage/eachrow.h"

#include <limits>

namespace gotoai::reconciliation {
namespace {

using storage::Database;
using storage::Statement;
using Blob = std::span<const std::uint8_t>;

constexpr char kRuns[] = "SELECT number, id, provider, statement, from_us, to_us, state, failure, attempts, rows,"
                         " is_cut, started_us, ended_us, made_by FROM reconciliations";
constexpr char kDifferences[] =
    "SELECT d.number, d.id, d.class, d.order_id, d.attempt, d.external_id, d.model, d.at_us, d.attempts, d.rows,"
    " d.booked_nano, d.billed_pico, d.apart_nano, d.booked_prompt, d.booked_completion, d.kept_prompt,"
    " d.kept_completion, d.billed_prompt, d.billed_completion, d.state, d.note, d.booking, d.resolved_by,"
    " d.resolved_us, d.subject, d.bookings";

Error corrupt(const char* table)
{
    return failure(ErrorCode::Corrupt, std::string("a row of ") + table + " cannot be read");
}

Result<Reconciliation> runOf(const Statement& row)
{
    const auto id = ReconciliationId::fromBytes(row.blob(1));
    const auto provider = ProviderId::fromBytes(row.blob(2));
    const auto state = stateFromWord(row.text(6));
    if (!id || !provider || !state)
        return corrupt("reconciliations");
    Reconciliation run{.number = row.integer(0), .id = *id, .provider = *provider};
    if (!row.isNull(3)) {
        const auto statement = StatementId::fromBytes(row.blob(3));
        if (!statement)
            return corrupt("reconciliations");
        run.statement = *statement;
    }
    run.from = fromMicroseconds(row.integer(4));
    run.to = fromMicroseconds(row.integer(5));
    run.state = *state;
    run.failure = row.text(7);
    run.attempts = row.integer(8);
    run.rows = row.integer(9);
    run.isCut = row.integer(10) != 0;
    run.startedAt = fromMicroseconds(row.integer(11));
    if (!row.isNull(12))
        run.endedAt = fromMicroseconds(row.integer(12));
    run.by = row.text(13);
    return run;
}

Result<void> readClasses(Database& database, Reconciliation& run)
{
    auto select = database.cached("SELECT class, count, amount_nano FROM reconciliation_classes"
                                  " WHERE reconciliation = ?1");
    if (!select)
        return std::move(select).error();
    (*select)->bind(1, run.number);
    for (;;) {
        const auto found = (*select)->step();
        if (!found)
            return found.error();
        if (!*found)
            break;
        const std::int64_t what = (*select)->integer(0);
        if (what >= 0 && what < static_cast<std::int64_t>(kClassCount))
            run.classes[static_cast<std::size_t>(what)] = {(*select)->integer(1),
                                                           Money::fromNano((*select)->integer(2))};
    }
    (*select)->reset();
    return {};
}

std::optional<TokenCounts> tokensOf(const Statement& row, int column)
{
    if (row.isNull(column))
        return std::nullopt;
    return TokenCounts{row.integer(column), row.integer(column + 1)};
}

Result<Difference> differenceOf(const Statement& row)
{
    const auto id = DifferenceId::fromBytes(row.blob(1));
    const auto state = differenceStateFromWord(row.text(19));
    const std::int64_t what = row.integer(2);
    if (!id || !state || what < 0 || what >= static_cast<std::int64_t>(kClassCount))
        return corrupt("reconciliation_differences");
    Difference difference{.number = row.integer(0), .id = *id, .what = static_cast<DifferenceClass>(what)};
    if (!row.isNull(3)) {
        const auto order = OrderId::fromBytes(row.blob(3));
        if (!order)
            return corrupt("reconciliation_differences");
        difference.order = *order;
    }
    difference.attempt = row.integer(4);
    difference.externalId = row.text(5);
    difference.model = row.text(6);
    difference.at = fromMicroseconds(row.integer(7));
    difference.attempts = row.integer(8);
    difference.rows = row.integer(9);
    if (!row.isNull(10))
        difference.booked = Money::fromNano(row.integer(10));
    if (!row.isNull(11))
        difference.billed = row.integer(11);
    difference.apart = Money::fromNano(row.integer(12));
    difference.bookedTokens = tokensOf(row, 13);
    difference.keptTokens = tokensOf(row, 15);
    difference.billedTokens = tokensOf(row, 17);
    difference.state = *state;
    difference.note = row.text(20);
    if (!row.isNull(21)) {
        const auto booking = BookingId::fromBytes(row.blob(21));
        if (!booking)
            return corrupt("reconciliation_differences");
        difference.booking = *booking;
    }
    difference.resolvedBy = row.text(22);
    if (!row.isNull(23))
        difference.resolvedAt = fromMicroseconds(row.integer(23));
    difference.subject = row.text(24);
    difference.bookings = row.integer(25);
    return difference;
}

Result<std::vector<Reconciliation>> runsOf(Database& database, Statement& select)
{
    std::vector<Reconciliation> runs;
    for (;;) {
        const auto found = select.step();
        if (!found)
            return found.error();
        if (!*found)
            break;
        auto run = runOf(select);
        if (!run)
            return std::move(run).error();
        runs.push_back(*std::move(run));
    }
    for (Reconciliation& run : runs) {
        if (auto read = readClasses(database, run); !read)
            return std::move(read).error();
    }
    return runs;
}

} // namespace

Result<std::int64_t> lastReconciliation(Database& database)
{
    auto select = database.prepare("SELECT coalesce(max(number), 0) FROM reconciliations");
    if (!select)
        return std::move(select).error();
    const auto found = select->step();
    if (!found)
        return found.error();
    return *found ? select->integer(0) : 0;
}

Result<std::vector<Reconciliation>> readReconciliations(Database& database, std::optional<std::int64_t> before,
                                                        std::size_t limit)
{
    auto select = database.prepare(std::string(kRuns) + " WHERE number < ?1 ORDER BY number DESC LIMIT ?2");
    if (!select)
        return std::move(select).error();
    select->bind(1, before.value_or(std::numeric_limits<std::int64_t>::max()))
        .bind(2, static_cast<std::int64_t>(limit));
    return runsOf(database, *select);
}

Result<Reconciliation> readReconciliation(Database& database, const ReconciliationId& id)
{
    auto select = database.prepare(std::string(kRuns) + " WHERE id = ?1");
    if (!select)
        return std::move(select).error();
    select->bind(1, Blob(id.bytes()));
    auto runs = runsOf(database, *select);
    if (!runs)
        return std::move(runs).error();
    if (runs->empty())
        return failure(ErrorCode::NotFound, "there is no such reconciliation");
    return std::move(runs->front());
}

Result<std::vector<Difference>> readDifferences(Database& database, const DifferenceFilter& filter, std::int64_t after,
                                                std::size_t limit)
{
    auto select = database.prepare(std::string(kDifferences) +
                                   " FROM reconciliation_differences d WHERE d.reconciliation = ?1 AND d.number > ?2"
                                   " AND (?3 IS NULL OR d.class = ?3) AND (?4 = '' OR d.state = ?4)"
                                   " ORDER BY d.number LIMIT ?5");
    if (!select)
        return std::move(select).error();
    select->bind(1, filter.run)
        .bind(2, after)
        .bind(3, filter.what ? std::optional(static_cast<std::int64_t>(*filter.what)) : std::nullopt)
        .bind(4, filter.state ? stateWord(*filter.state) : std::string_view())
        .bind(5, static_cast<std::int64_t>(limit));
    std::vector<Difference> differences;
    for (;;) {
        const auto found = select->step();
        if (!found)
            return found.error();
        if (!*found)
            return differences;
        auto difference = differenceOf(*select);
        if (!difference)
            return std::move(difference).error();
        differences.push_back(*std::move(difference));
    }
}

Result<KnownDifference> readDifference(Database& database, const DifferenceId& id)
{
    auto select = database.prepare(std::string(kDifferences) +
                                   ", r.provider FROM reconciliation_differences d JOIN reconciliations r"
                                   " ON r.number = d.reconciliation WHERE d.id = ?1");
    if (!select)
        return std::move(select).error();
    const auto found = select->bind(1, Blob(id.bytes())).step();
    if (!found)
        return found.error();
    if (!*found)
        return failure(ErrorCode::NotFound, "there is no such difference");
    auto difference = differenceOf(*select);
    const auto provider = ProviderId::fromBytes(select->blob(26));
    if (!difference || !provider)
        return corrupt("reconciliation_differences");
    return KnownDifference{*std::move(difference), *provider};
}

} // namespace gotoai::reconciliation
