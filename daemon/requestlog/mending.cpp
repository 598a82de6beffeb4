// SPDX-License-Identifier: GPL-3.0-or-later
#include "requestlog/mending.h"

#include "base/id.h"
#include "requestlog/recorder.h"
#include "requestlog/rollup.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace gotoai::requestlog {
namespace {

using namespace std::chrono_literals;
using storage::Database;

constexpr auto kDay = 24h;
// Rows are found by the time that their order came; none runs longer.
constexpr auto kLongestOrder = 24h;

using Buckets = std::map<std::tuple<Step, Instant, std::int64_t>, Rollup>;

IdBytes firstIdOf(Instant at)
{
    IdBytes bytes{};
    const auto ms = static_cast<std::uint64_t>(std::max<std::int64_t>(0, toMicroseconds(at)) / 1000);
    for (std::size_t i = 0; i < 6; ++i)
        bytes[i] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
    return bytes;
}

Rollup rollupOf(const storage::Statement& row)
{
    hypercore::FinishedOrder order;
    order.outcome = static_cast<hypercore::OrderOutcome>(row.integer(2));
    if (!row.isNull(3))
        order.state = static_cast<clearinghouse::OrderState>(row.integer(3));
    order.attempts.resize(static_cast<std::size_t>(row.integer(4)));
    order.usageSource = static_cast<UsageSource>(row.integer(5));
    order.cost = {Money::fromNano(row.integer(6)), Money::fromNano(row.integer(7)), Money::fromNano(row.integer(8))};
    if (!row.isNull(9))
        order.firstOutput = std::chrono::microseconds(row.integer(9));
    order.duration = std::chrono::microseconds(row.integer(10));
    for (std::size_t i = 0; i < kMeterCount; ++i)
        order.usage.counts[i] = row.integer(11 + static_cast<int>(i));
    return Rollup::of(order);
}

// What is younger is still kept: by then whole buckets are past their age.
Instant keptFrom(Step step, const Retention& retention, Instant now)
{
    const std::chrono::hours age = step == Step::Minute ? retention.minutes
                                   : step == Step::Hour ? retention.hours
                                                        : retention.days;
    return bucketStart(step, now - age) + widthOf(step);
}

// What the rows of the day come to, as far as it is kept.
Result<Buckets> bucketsOfRows(Database& database, Instant day, const Retention& retention, Instant now)
{
    auto statement = database.cached("SELECT series, ended_us, outcome, state, attempts, usage_source, charge_nano, "
                                     "cost_nano, fee_nano, first_output_us, total_us, prompt, cache_read, cache_write, "
                                     "completion, reasoning, image, audio, request FROM requests "
                                     "WHERE id >= ?1 AND id < ?2 AND ended_us >= ?3 AND ended_us < ?4");
    if (!statement)
        return std::move(statement).error();
    const IdBytes first = firstIdOf(day - kLongestOrder);
    const IdBytes last = firstIdOf(day + kDay);
    (*statement)->bind(1, first).bind(2, last);
    (*statement)->bind(3, toMicroseconds(day)).bind(4, toMicroseconds(day + kDay));
    Buckets buckets;
    for (;;) {
        const auto row = (*statement)->step();
        if (!row)
            return row.error();
        if (!*row)
            break;
        const Rollup rollup = rollupOf(**statement);
        const Instant at = fromMicroseconds((*statement)->integer(1));
        for (const Step step : kSteps) {
            const Instant bucket = bucketStart(step, at);
            if (bucket >= keptFrom(step, retention, now))
                buckets[{step, bucket, (*statement)->integer(0)}].add(rollup);
        }
    }
    (*statement)->reset();
    return buckets;
}

const char* tableOf(Step step)
{
    switch (step) {
    case Step::Minute: return "usage_minute";
    case Step::Hour: return "usage_hour";
    case Step::Day: return "usage_day";
    }
    return "usage_day";
}

std::string ofSpan(const char* verb, Step step)
{
    return std::string(verb) + " FROM " + tableOf(step) + " WHERE at_s >= ?1 AND at_s < ?2";
}

void bindSpan(storage::Statement& statement, Instant from, Instant day)
{
    statement.bind(1, toMicroseconds(std::max(from, day)) / 1'000'000);
    statement.bind(2, toMicroseconds(day + kDay) / 1'000'000);
}

// The rollups of one step as they are kept; empty when one cannot be read.
Result<std::optional<Buckets>> keptBuckets(Database& database, Step step, Instant from, Instant day)
{
    auto statement = database.prepare(ofSpan("SELECT *", step));
    if (!statement)
        return std::move(statement).error();
    bindSpan(*statement, from, day);
    Buckets buckets;
    for (;;) {
        const auto row = statement->step();
        if (!row)
            return row.error();
        if (!*row)
            return std::optional(std::move(buckets));
        const auto rollup = readRollup(*statement, 2);
        if (!rollup)
            return std::optional<Buckets>();
        const Instant at = fromMicroseconds(statement->integer(0) * 1'000'000);
        buckets.emplace(std::tuple(step, at, statement->integer(1)), *rollup);
    }
}

// Empty when there is none.
Result<std::optional<Instant>> firstWholeDay(Database& database)
{
    auto statement = database.prepare("SELECT id FROM requests ORDER BY id LIMIT 1");
    if (!statement)
        return std::move(statement).error();
    const auto row = statement->step();
    if (!row)
        return row.error();
    if (!*row)
        return std::optional<Instant>();
    std::int64_t ms = 0;
    for (const std::uint8_t byte : statement->blob(0).first(6))
        ms = ms << 8 | byte;
    const Instant oldest = fromMicroseconds(ms * 1000);
    return std::optional<Instant>(bucketStart(Step::Day, oldest + kLongestOrder) + kDay);
}

Result<bool> isSound(Database& database, Instant day, const Retention& retention, Instant now)
{
    const auto wanted = bucketsOfRows(database, day, retention, now);
    if (!wanted)
        return wanted.error();
    Buckets all;
    for (const Step step : kSteps) {
        auto kept = keptBuckets(database, step, keptFrom(step, retention, now), day);
        if (!kept)
            return std::move(kept).error();
        if (!*kept)
            return false;
        all.merge(**kept);
    }
    return all == *wanted;
}

Result<DayVerdict> judge(Database& database, const std::optional<Instant>& from, const Retention& retention,
                         Instant now)
{
    const auto first = firstWholeDay(database);
    if (!first)
        return first.error();
    if (!*first)
        return DayVerdict();
    const Instant day = std::max(**first, from.value_or(**first));
    if (day > now)
        return DayVerdict();
    const auto sound = isSound(database, day, retention, now);
    return sound ? Result<DayVerdict>(DayVerdict{day, *sound}) : sound.error();
}

} // namespace

Result<DayVerdict> judgeDay(Database& database, const std::optional<Instant>& from, const Retention& retention,
                            Instant now)
{
    if (auto begun = database.execute("BEGIN"); !begun)
        return std::move(begun).error();
    auto verdict = judge(database, from, retention, now);
    if (auto ended = database.execute("ROLLBACK"); !ended)
        return std::move(ended).error();
    return verdict;
}

Result<void> mendDay(Database& database, Instant day, const Retention& retention, Instant now)
{
    const auto first = firstWholeDay(database);
    if (!first)
        return first.error();
    if (!*first || day < **first)
        return failure(ErrorCode::Conflict, "rows of that day have gone meanwhile");
    const auto wanted = bucketsOfRows(database, day, retention, now);
    if (!wanted)
        return wanted.error();
    for (const Step step : kSteps) {
        auto statement = database.prepare(ofSpan("DELETE", step));
        if (!statement)
            return std::move(statement).error();
        bindSpan(*statement, keptFrom(step, retention, now), day);
        if (auto deleted = statement->run(); !deleted)
            return deleted;
    }
    for (const auto& [key, rollup] : *wanted) {
        const auto& [step, at, series] = key;
        if (auto added = addToRollup(database, step, at, series, rollup); !added)
            return added;
    }
    return {};
}

} // namespace gotoai::requestlog
