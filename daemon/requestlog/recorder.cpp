// SPDX-License-Identifier: GPL-3.0-or-later
#include "requestlog/recorder.h"

#include "requestlog/attemptnotes.h"
#include "requestlog/routerecord.h"

#include <array>
#include <optional>

namespace gotoai::requestlog {
namespace {

using hypercore::FinishedOrder;
using SeriesKey = Recorder::SeriesKey;

constexpr std::size_t kMaxSeriesKept = 50'000;

constexpr char kFindSeries[] =
    "SELECT number FROM series WHERE key = ?1 AND provider = ?2 AND model = ?3 AND account = ?4";
constexpr char kInsertSeries[] = "INSERT INTO series(key, provider, model, account) VALUES(?1, ?2, ?3, ?4)";
constexpr char kInsertRequest[] =
    "INSERT OR IGNORE INTO requests VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, "
    "?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34)";

// What only the books could say of an order whose row was written before its end; the rest was seen as it happened.
constexpr char kCompleteRequest[] =
    "UPDATE requests SET state = ?2, usage_source = ?3, prompt = ?4, cache_read = ?5, cache_write = ?6, "
    "completion = ?7, reasoning = ?8, image = ?9, audio = ?10, request = ?11, charge_nano = ?12, cost_nano = ?13, "
    "fee_nano = ?14 WHERE id = ?1 AND (state IS NULL OR state IN (1, 2)) RETURNING ended_us, series";

// Of one step's table.
struct RollupSql
{
    explicit RollupSql(const std::string& table)
        : select("SELECT requests, failures, estimated, attempts, prompt, cache_read, cache_write, completion, "
                 "reasoning, image, audio, request, charge_nano, cost_nano, fee_nano, total, first_output FROM " +
                 table + " WHERE at_s = ?1 AND series = ?2")
        , replace("INSERT OR REPLACE INTO " + table +
                  " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)")
    {}
    const std::string select;
    const std::string replace;
};

const RollupSql& sqlOf(Step step)
{
    static const std::array<RollupSql, 3> s_sql = {RollupSql("usage_minute"), RollupSql("usage_hour"),
                                                   RollupSql("usage_day")};
    return s_sql[static_cast<std::size_t>(step)];
}

std::span<const std::uint8_t> blobOf(const ProviderId& provider)
{
    return provider.isNull() ? std::span<const std::uint8_t>() : std::span<const std::uint8_t>(provider.bytes());
}

void bindKey(storage::Statement& statement, const SeriesKey& key)
{
    statement.bind(1, std::get<KeyId>(key).bytes())
        .bind(2, blobOf(std::get<ProviderId>(key)))
        .bind(3, std::get<std::string>(key))
        .bind(4, std::get<AccountId>(key).bytes());
}

// 0: there is none.
Result<std::int64_t> findSeries(storage::Database& database, const SeriesKey& key)
{
    auto statement = database.cached(kFindSeries);
    if (!statement)
        return std::move(statement).error();
    bindKey(**statement, key);
    const auto found = (*statement)->step();
    if (!found)
        return found.error();
    const std::int64_t number = *found ? (*statement)->integer(0) : 0;
    (*statement)->reset();
    return number;
}

Result<std::int64_t> insertSeries(storage::Database& database, const SeriesKey& key)
{
    auto statement = database.cached(kInsertSeries);
    if (!statement)
        return std::move(statement).error();
    bindKey(**statement, key);
    if (auto inserted = (*statement)->run(); !inserted)
        return std::move(inserted).error();
    return database.lastInsertId();
}

template<std::size_t Size>
void bindUnlessZero(storage::Statement& statement, int position, const std::array<std::uint8_t, Size>& bytes)
{
    if (bytes == std::array<std::uint8_t, Size>{})
        statement.bind(position, std::nullopt);
    else
        statement.bind(position, std::span<const std::uint8_t>(bytes));
}

void bindFacts(storage::Statement& statement, const FinishedOrder& order, std::int64_t series)
{
    statement.bind(1, order.id.bytes()).bind(2, toMicroseconds(order.endedAt())).bind(3, series).bind(4, order.model);
    if (order.endpoint)
        statement.bind(5, order.endpoint->id.bytes());
    else
        statement.bind(5, std::nullopt);
    statement.bind(6, std::int64_t{order.isStreamed});
    if (order.state)
        statement.bind(7, static_cast<std::int64_t>(*order.state));
    else
        statement.bind(7, std::nullopt);
    statement.bind(8, static_cast<std::int64_t>(order.outcome))
        .bind(9, order.reason)
        .bind(10, std::int64_t{order.clientStatus})
        .bind(11, std::int64_t{order.attempts.empty() ? 0 : order.attempts.back().record.httpStatus})
        .bind(12, static_cast<std::int64_t>(order.attempts.size()));
}

void bindMeasures(storage::Statement& statement, const FinishedOrder& order)
{
    statement.bind(13, static_cast<std::int64_t>(order.usageSource));
    for (std::size_t i = 0; i < kMeterCount; ++i)
        statement.bind(14 + static_cast<int>(i), order.usage.counts[i]);
    statement.bind(22, order.hold.nano())
        .bind(23, order.cost.charge.nano())
        .bind(24, order.cost.providerCost.nano())
        .bind(25, order.cost.platformFee.nano());
    if (order.firstOutput)
        statement.bind(26, std::int64_t{order.firstOutput->count()});
    else
        statement.bind(26, std::nullopt);
    statement.bind(27, std::int64_t{order.duration.count()})
        .bind(28, std::int64_t{order.overhead.count()})
        .bind(29, order.clientAddress);
    bindUnlessZero(statement, 30, order.trace.trace);
    bindUnlessZero(statement, 31, order.trace.parent);
    bindUnlessZero(statement, 32, order.trace.span);
}

// `route` outlives the statement's run.
void bindRoute(storage::Statement& statement, const FinishedOrder& order, std::span<const std::uint8_t> route)
{
    if (order.route)
        statement.bind(33, route);
    else
        statement.bind(33, std::nullopt);
}

// `notes` outlive the statement's run.
void bindNotes(storage::Statement& statement, std::string_view notes)
{
    if (notes.empty())
        statement.bind(34, std::nullopt);
    else
        statement.bind(34, notes);
}

bool hasEnded(const FinishedOrder& order)
{
    using clearinghouse::OrderState;
    return order.state && *order.state != OrderState::Reserved && *order.state != OrderState::InDoubt;
}

// Where a row was put into its bucket.
struct RowPlace
{
    Instant endedAt;
    std::int64_t series = 0;
};

// Gives a row without an end the one that came; empty when there is no such row.
Result<std::optional<RowPlace>> completeRow(storage::Database& database, const FinishedOrder& order)
{
    auto statement = database.cached(kCompleteRequest);
    if (!statement)
        return std::move(statement).error();
    (*statement)->bind(1, order.id.bytes()).bind(2, static_cast<std::int64_t>(*order.state));
    (*statement)->bind(3, static_cast<std::int64_t>(order.usageSource));
    for (std::size_t i = 0; i < kMeterCount; ++i)
        (*statement)->bind(4 + static_cast<int>(i), order.usage.counts[i]);
    (*statement)->bind(12, order.cost.charge.nano()).bind(13, order.cost.providerCost.nano());
    (*statement)->bind(14, order.cost.platformFee.nano());
    const auto found = (*statement)->step();
    if (!found)
        return found.error();
    std::optional<RowPlace> place;
    if (*found)
        place = RowPlace{fromMicroseconds((*statement)->integer(0)), (*statement)->integer(1)};
    (*statement)->reset();
    return place;
}

Result<std::optional<Rollup>> findRollup(storage::Database& database, Step step, std::int64_t atSeconds,
                                         std::int64_t series)
{
    auto statement = database.cached(sqlOf(step).select.c_str());
    if (!statement)
        return std::move(statement).error();
    (*statement)->bind(1, atSeconds).bind(2, series);
    const auto found = (*statement)->step();
    if (!found)
        return found.error();
    if (!*found)
        return std::optional<Rollup>();
    auto rollup = readRollup(**statement, 0);
    (*statement)->reset();
    if (!rollup)
        return failure(ErrorCode::StoreUnavailable, rollup.error().detail);
    return std::optional<Rollup>(*rollup);
}

} // namespace

Result<void> addToRollup(storage::Database& database, Step step, Instant bucket, std::int64_t series,
                         const Rollup& rollup)
{
    const std::int64_t atSeconds = toMicroseconds(bucket) / 1'000'000;
    auto found = findRollup(database, step, atSeconds, series);
    if (!found)
        return std::move(found).error();
    Rollup sum = found->value_or(Rollup{});
    sum.add(rollup);
    auto statement = database.cached(sqlOf(step).replace.c_str());
    if (!statement)
        return std::move(statement).error();
    (*statement)->bind(1, atSeconds).bind(2, series);
    bindRollup(**statement, 3, sum);
    return (*statement)->run();
}

Result<void> Recorder::record(storage::Database& database, Orders orders)
{
    Rollups rollups;
    for (const auto& order : orders) {
        const auto series = seriesOf(database, *order);
        if (!series)
            return series.error();
        auto insert = database.cached(kInsertRequest);
        if (!insert)
            return std::move(insert).error();
        bindFacts(**insert, *order, *series);
        bindMeasures(**insert, *order);
        const auto route = order->route ? encodeRoute(*order->route) : std::vector<std::uint8_t>();
        bindRoute(**insert, *order, route);
        const std::string notes = attemptNotes(order->attempts);
        bindNotes(**insert, notes);
        if (auto inserted = (*insert)->run(); !inserted)
            return inserted;
        if (database.changes() > 0) {
            rollups[{Step::Minute, bucketStart(Step::Minute, order->endedAt()), *series}].add(Rollup::of(*order));
            continue;
        }
        const auto completed =
            hasEnded(*order) ? completeRow(database, *order) : Result<std::optional<RowPlace>>(std::nullopt);
        if (!completed)
            return completed.error();
        if (const auto& place = *completed)
            rollups[{Step::Minute, bucketStart(Step::Minute, place->endedAt), place->series}].add(
                Rollup::ofLateEnd(*order));
    }
    // What the minutes got, hours and days get: a handful of series instead of every order.
    const Rollups minutes = rollups;
    for (const auto& [key, rollup] : minutes)
        for (const Step step : {Step::Hour, Step::Day})
            rollups[{step, bucketStart(step, std::get<1>(key)), std::get<2>(key)}].add(rollup);
    for (const auto& [key, rollup] : rollups) {
        const auto& [step, bucket, series] = key;
        if (auto added = addToRollup(database, step, bucket, series, rollup); !added)
            return added;
    }
    return {};
}

Result<std::int64_t> Recorder::seriesOf(storage::Database& database, const FinishedOrder& order)
{
    SeriesKey key{order.key, order.endpoint ? order.endpoint->provider->id : ProviderId(),
                  order.endpoint ? order.endpoint->model : order.model, order.account};
    if (const auto known = m_series.find(key); known != m_series.end())
        return known->second;
    auto number = findSeries(database, key);
    if (number && *number == 0)
        number = insertSeries(database, key);
    if (!number)
        return number;
    if (m_series.size() >= kMaxSeriesKept)
        m_series.clear();
    m_series.emplace(std::move(key), *number);
    return number;
}

// Numbers that were given inside the transaction are given no longer.
void Recorder::rolledBack(storage::Database&) { m_series.clear(); }

} // namespace gotoai::requestlog
