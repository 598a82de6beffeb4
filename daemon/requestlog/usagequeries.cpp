// SPDX-License-Identifier: GPL-3.0-or-later
#include "requestlog/usagequeries.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>
#include <unordered_map>

namespace gotoai::requestlog {
namespace {

std::string tableOf(Step step)
{
    switch (step) {
    case Step::Minute: return "usage_minute";
    case Step::Hour: return "usage_hour";
    case Step::Day: return "usage_day";
    }
    return "usage_minute";
}

// As readRollup() takes them.
constexpr const char* kColumns =
    "requests, failures, estimated, attempts, prompt, cache_read, cache_write, completion, "
    "reasoning, image, audio, request, charge_nano, cost_nano, fee_nano, total, "
    "first_output";

std::int64_t secondsOf(Instant at) { return toMicroseconds(at) / 1'000'000; }

template<class IdType>
std::optional<std::string> idText(std::span<const std::uint8_t> bytes)
{
    const auto id = IdType::fromBytes(bytes);
    return id ? std::optional(id->toString()) : std::nullopt;
}

template<class IdType>
void bindId(storage::Statement& statement, int position, const std::optional<IdType>& id)
{
    if (id)
        statement.bind(position, id->bytes());
    else
        statement.bind(position, std::nullopt);
}

using GroupName = std::optional<std::string>;
using Series = std::unordered_map<std::int64_t, GroupName>;

// Of a row of `series`: account, key, provider, model from the second column on.
GroupName nameOf(const storage::Statement& series, std::optional<Grouping> grouping)
{
    if (!grouping)
        return std::nullopt;
    switch (*grouping) {
    case Grouping::Account: return idText<AccountId>(series.blob(1));
    case Grouping::Key: return idText<KeyId>(series.blob(2));
    case Grouping::Provider: return idText<ProviderId>(series.blob(3));
    case Grouping::Model: return std::string(series.text(4));
    }
    return std::nullopt;
}

// The series that the filter lets pass, and the group of each.
Result<Series> seriesOf(storage::Database& database, const UsageQuery& query)
{
    auto statement = database.prepare("SELECT number, account, key, provider, model FROM series"
                                      " WHERE (?1 IS NULL OR account = ?1) AND (?2 IS NULL OR key = ?2)"
                                      " AND (?3 IS NULL OR provider = ?3) AND (?4 IS NULL OR model = ?4)");
    if (!statement)
        return std::move(statement).error();
    bindId(*statement, 1, query.filter.account);
    bindId(*statement, 2, query.filter.key);
    bindId(*statement, 3, query.filter.provider);
    statement->bind(4, query.filter.model);
    Series series;
    for (;;) {
        const auto row = statement->step();
        if (!row)
            return row.error();
        if (!*row)
            return series;
        series.emplace(statement->integer(0), nameOf(*statement, query.groupBy));
    }
}

// Whether the filter leaves so few series that their buckets are looked up one by one: all of a range may be a thousand
// times as many, where there are many customers and one asks.
Result<bool> isNarrow(storage::Database& database, const Series& series)
{
    constexpr std::int64_t kTimes = 8;
    auto statement = database.prepare("SELECT count(*) FROM series");
    if (!statement)
        return std::move(statement).error();
    const auto row = statement->step();
    return row ? Result<bool>(static_cast<std::int64_t>(series.size()) * kTimes < statement->integer(0)) : row.error();
}

// Has `visit` take each row that the statement gives.
template<class Visit>
Result<void> visitRows(storage::Statement& statement, Visit visit)
{
    for (;;) {
        const auto row = statement.step();
        if (!row)
            return row.error();
        if (!*row)
            return {};
        if (Result<void> visited = visit(statement); !visited)
            return visited;
    }
}

// The rows of the range and of these series, with `columns` behind at_s and series.
template<class Visit>
Result<void> readRows(storage::Database& database, const UsageQuery& query, const Series& series,
                      const std::string& columns, Visit visit)
{
    const auto narrow = isNarrow(database, series);
    if (!narrow)
        return narrow.error();
    const std::string select = "SELECT at_s, series, " + columns + " FROM " + tableOf(query.step);
    auto statement =
        database.prepare(select + (*narrow ? " WHERE at_s = ?1 AND series = ?2" : " WHERE at_s >= ?1 AND at_s < ?2"));
    if (!statement)
        return std::move(statement).error();
    if (!*narrow) {
        statement->bind(1, secondsOf(query.from)).bind(2, secondsOf(query.to));
        return visitRows(*statement, [&](const storage::Statement& row) {
            return series.contains(row.integer(1)) ? visit(row) : Result<void>();
        });
    }
    for (std::int64_t at = secondsOf(query.from); at < secondsOf(query.to); at += widthOf(query.step).count()) {
        for (const auto& [number, name] : series) {
            statement->bind(1, at).bind(2, number);
            if (auto visited = visitRows(*statement, visit); !visited)
                return visited;
            statement->reset();
        }
    }
    return {};
}

// Charge and requests of the range by group, the dearest first.
Result<std::vector<GroupName>> rankedGroups(storage::Database& database, const UsageQuery& query, const Series& series)
{
    std::map<GroupName, std::pair<std::int64_t, std::int64_t>> sums;
    const auto add = [&](const storage::Statement& row) -> Result<void> {
        auto& [charge, requests] = sums[series.at(row.integer(1))];
        charge += row.integer(2);
        requests += row.integer(3);
        return {};
    };
    if (auto read = readRows(database, query, series, "charge_nano, requests", add); !read)
        return std::move(read).error();
    std::vector<std::pair<std::pair<std::int64_t, std::int64_t>, GroupName>> ranked;
    for (auto& [name, sum] : sums)
        ranked.emplace_back(sum, name);
    std::ranges::stable_sort(ranked, [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<GroupName> names;
    for (auto& entry : ranked)
        names.push_back(std::move(entry.second));
    return names;
}

Result<std::optional<Instant>> oldestBucket(storage::Database& database, Step step)
{
    auto statement = database.prepare("SELECT min(at_s) FROM " + tableOf(step));
    if (!statement)
        return std::move(statement).error();
    const auto row = statement->step();
    if (!row)
        return row.error();
    if (statement->isNull(0))
        return std::optional<Instant>();
    return std::optional(fromMicroseconds(statement->integer(0) * 1'000'000));
}

using Places = std::map<GroupName, std::size_t>; // in UsageReport::groups

// Empty groups for all names, those beyond the most in one.
Places arrangeGroups(UsageReport& report, const UsageQuery& query, const std::vector<GroupName>& names)
{
    Places places;
    for (const GroupName& name : names) {
        if (report.groups.size() <= query.maxGroups) {
            const bool isOthers = report.groups.size() == query.maxGroups;
            report.groups.push_back({.name = isOthers ? std::nullopt : name, .isOthers = isOthers});
        }
        places.emplace(name, report.groups.size() - 1);
    }
    if (!query.groupBy && report.groups.empty())
        report.groups.emplace_back();
    for (UsageGroup& group : report.groups)
        group.buckets.resize(query.bucketCount());
    return places;
}

Result<void> fillBuckets(UsageReport& report, storage::Database& database, const UsageQuery& query,
                         const Series& series, const Places& places)
{
    const auto add = [&](const storage::Statement& row) -> Result<void> {
        const auto rollup = readRollup(row, 2);
        if (!rollup)
            return rollup.error();
        UsageGroup& group = report.groups[places.at(series.at(row.integer(1)))];
        const auto bucket = (row.integer(0) - secondsOf(query.from)) / widthOf(query.step).count();
        group.buckets[static_cast<std::size_t>(bucket)].add(*rollup);
        group.total.add(*rollup);
        report.total.add(*rollup);
        return {};
    };
    return readRows(database, query, series, kColumns, add);
}

// Inside a transaction: the passes must see the same rows.
Result<UsageReport> readInSnapshot(storage::Database& database, const UsageQuery& query)
{
    const auto series = seriesOf(database, query);
    if (!series)
        return series.error();
    const auto names = rankedGroups(database, query, *series);
    if (!names)
        return names.error();
    const auto keptFrom = oldestBucket(database, query.step);
    if (!keptFrom)
        return keptFrom.error();
    UsageReport report;
    report.keptFrom = *keptFrom;
    const Places places = arrangeGroups(report, query, *names);
    if (auto filled = fillBuckets(report, database, query, *series, places); !filled)
        return std::move(filled).error();
    return report;
}

} // namespace

Result<UsageReport> readUsage(storage::Database& database, const UsageQuery& query)
{
    if (auto begun = database.execute("BEGIN"); !begun)
        return std::move(begun).error();
    auto report = readInSnapshot(database, query);
    if (auto ended = database.execute("COMMIT"); !ended)
        return std::move(ended).error();
    return report;
}

} // namespace gotoai::requestlog
