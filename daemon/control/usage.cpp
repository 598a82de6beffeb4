// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/listquery.h"
#include "control/resources.h"
#include "protocol/usagereport.h"
#include "requestlog/usagequeries.h"

#include <QJsonDocument>

#include <algorithm>
#include <charconv>

namespace gotoai::control {
namespace {

using requestlog::Grouping;
using requestlog::Rollup;
using requestlog::Step;
using requestlog::UsageQuery;

constexpr std::size_t kMaxBuckets = 1'500; // a day of minutes
constexpr std::size_t kMaxGroups = 50;
constexpr std::size_t kMaxPoints = 6'000;
constexpr std::size_t kDefaultGroups = 10;

template<class Value>
struct Word
{
    std::string_view word;
    Value value;
};

constexpr Word<Step> kStepWords[] = {{"minute", Step::Minute}, {"hour", Step::Hour}, {"day", Step::Day}};
constexpr Word<Grouping> kGroupingWords[] = {{"model", Grouping::Model},
                                             {"provider", Grouping::Provider},
                                             {"key", Grouping::Key},
                                             {"account", Grouping::Account}};

// Empty when the query does not have it. InvalidRequest naming it when its text is none of the words.
template<class Value, std::size_t Count>
Result<std::optional<Value>> wordOf(const Call::Query& query, std::string_view name, const Word<Value> (&words)[Count],
                                    const char* allowed)
{
    const auto text = query.find(name);
    if (text == query.end())
        return std::optional<Value>();
    const auto word = std::ranges::find(words, text->second, &Word<Value>::word);
    if (word == std::end(words))
        return failure(ErrorCode::InvalidRequest, allowed, std::string(name));
    return std::optional(word->value);
}

Result<Instant> timeOf(const Call::Query& query, std::string_view name, Instant otherwise)
{
    const auto text = query.find(name);
    if (text == query.end())
        return otherwise;
    const auto time = fromRfc3339(text->second);
    if (!time)
        return failure(ErrorCode::InvalidRequest, "a time is RFC 3339, as in 2026-01-02T03:04:05Z", std::string(name));
    return *time;
}

// `from` begins its bucket, `to` ends one: the range that was asked for lies inside.
Result<void> readRange(UsageQuery& usage, const Call::Query& query, Instant now)
{
    const auto to = timeOf(query, "to", now);
    const auto from = to ? timeOf(query, "from", *to - std::chrono::hours(24)) : to;
    if (!from)
        return from.error();
    usage.from = requestlog::bucketStart(usage.step, *from);
    usage.to = requestlog::bucketStart(usage.step, *to + widthOf(usage.step) - std::chrono::microseconds(1));
    if (*from >= *to)
        return failure(ErrorCode::InvalidRequest, "a range begins before it ends", "from");
    if (usage.bucketCount() > kMaxBuckets)
        return failure(ErrorCode::InvalidRequest,
                       "a range has at most " + std::to_string(kMaxBuckets) + " buckets; take a larger step", "step");
    return {};
}

Result<void> readLimit(UsageQuery& usage, const Call::Query& query)
{
    const std::size_t most = std::min(kMaxGroups, std::max<std::size_t>(1, kMaxPoints / usage.bucketCount()));
    usage.maxGroups = std::min(kDefaultGroups, most);
    const auto text = query.find("limit");
    if (text == query.end())
        return {};
    const char* const end = text->second.data() + text->second.size();
    const auto [rest, error] = std::from_chars(text->second.data(), end, usage.maxGroups);
    if (error != std::errc{} || rest != end || usage.maxGroups < 1 || usage.maxGroups > most)
        return failure(ErrorCode::InvalidRequest,
                       "in a range of so many buckets there are 1 to " + std::to_string(most) + " groups", "limit");
    return {};
}

Result<void> readFilter(UsageQuery& usage, const Call& call, const Call::Query& query)
{
    const auto account = idFilter<AccountId>(query, "account");
    const auto key = account ? idFilter<KeyId>(query, "key") : account.error();
    const auto provider = key ? idFilter<ProviderId>(query, "provider") : key.error();
    if (!provider)
        return provider.error();
    const auto confined = call.confine(*account);
    if (!confined)
        return confined.error();
    usage.filter = {.account = *confined, .key = *key, .provider = *provider};
    if (const auto model = query.find("model"); model != query.end())
        usage.filter.model = model->second;
    return {};
}

Result<UsageQuery> usageQueryOf(const Call& call, Instant now)
{
    const auto query = call.query({"from", "to", "step", "group_by", "limit", "account", "key", "provider", "model"});
    if (!query)
        return query.error();
    const auto step = wordOf(*query, "step", kStepWords, "a step is minute, hour or day");
    if (!step)
        return step.error();
    const auto grouping =
        wordOf(*query, "group_by", kGroupingWords, "usage is grouped by model, provider, key or account");
    if (!grouping)
        return grouping.error();
    UsageQuery usage;
    usage.step = step->value_or(Step::Hour);
    usage.groupBy = *grouping;
    if (auto range = readRange(usage, *query, now); !range)
        return std::move(range).error();
    if (auto limit = readLimit(usage, *query); !limit)
        return std::move(limit).error();
    if (auto filter = readFilter(usage, call, *query); !filter)
        return std::move(filter).error();
    return usage;
}

std::optional<protocol::Percentiles> toWire(const requestlog::Histogram& histogram)
{
    if (histogram.isEmpty())
        return std::nullopt;
    return protocol::Percentiles{*histogram.percentileMs(500), *histogram.percentileMs(900),
                                 *histogram.percentileMs(950), *histogram.percentileMs(990)};
}

protocol::UsageFigures toWire(const Rollup& rollup)
{
    return {.requests = rollup.requests,
            .failures = rollup.failures,
            .estimated = rollup.estimated,
            .attempts = rollup.attempts,
            .promptTokens = rollup.usage.promptTokens(),
            .completionTokens = rollup.usage.completionTokens(),
            .cacheReadTokens = rollup.usage[Meter::CacheRead],
            .cacheWriteTokens = rollup.usage[Meter::CacheWrite],
            .reasoningTokens = rollup.usage[Meter::Reasoning],
            .audioTokens = rollup.usage[Meter::Audio],
            .images = rollup.usage[Meter::Image],
            .charge = Money::fromNano(rollup.chargeNano),
            .providerCost = Money::fromNano(rollup.costNano),
            .platformFee = Money::fromNano(rollup.feeNano),
            .duration = toWire(rollup.total),
            .firstToken = toWire(rollup.firstOutput)};
}

protocol::UsageReport toWire(const requestlog::UsageReport& report, const UsageQuery& query)
{
    protocol::UsageReport wire;
    wire.from = query.from;
    wire.to = query.to;
    wire.step = std::ranges::find(kStepWords, query.step, &Word<Step>::value)->word;
    if (query.groupBy)
        wire.groupBy = std::ranges::find(kGroupingWords, *query.groupBy, &Word<Grouping>::value)->word;
    wire.keptFrom = report.keptFrom;
    wire.total = toWire(report.total);
    for (const requestlog::UsageGroup& group : report.groups) {
        protocol::UsageGroup& row = wire.groups.emplace_back();
        row.name = group.name;
        row.isOthers = group.isOthers;
        row.total = toWire(group.total);
        for (std::size_t i = 0; i < group.buckets.size(); ++i)
            row.points.push_back(
                {query.from + static_cast<std::int64_t>(i) * widthOf(query.step), toWire(group.buckets[i])});
    }
    return wire;
}

// The whole answer is made on the reader's thread: thousands of points would hold up the main one.
Result<std::string> readReport(storage::Database& database, const UsageQuery& query)
{
    const auto report = requestlog::readUsage(database, query);
    if (!report)
        return report.error();
    return QJsonDocument(protocol::toJson(toWire(*report, query))).toJson(QJsonDocument::Compact).toStdString();
}

void report(const CallPtr& call, const Parts& parts)
{
    const auto query = usageQueryOf(*call, parts.clock.now());
    if (!query)
        return call->refuse(query.error());
    parts.requests.read<std::string>(
        [query = *query](storage::Database& database) { return readReport(database, query); }, parts.queue,
        [call](const Result<std::string>& text) {
            if (!text)
                return call->refuse(text.error());
            call->answerText(200, "application/json", *text);
        });
}

} // namespace

std::vector<Route> usageRoutes(const Parts& parts)
{
    return {{"GET", "/admin/v1/usage", [parts](const CallPtr& call) { report(call, parts); }}};
}

} // namespace gotoai::control
