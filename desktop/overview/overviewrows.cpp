// SPDX-License-Identifier: GPL-3.0-or-later
#include "overview/overviewrows.h"

#include "widgets/display.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace gotoai::overview {

using namespace widgets;

namespace {

constexpr std::size_t chartedModels = 3;
constexpr double nanoPerUsd = 1e9; // of a chart's height only; amounts stay integers

constexpr std::int64_t mostGrowth = 10;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(gotoai::overview)
};

// A share in hundredths of a percent, rounded down: "0.07 %".
QString shareText(std::int64_t part, std::int64_t whole)
{
    if (whole == 0)
        return QStringLiteral("–");
    const std::int64_t hundredths = part * 10'000 / whole;
    const QLocale locale;
    return QStringLiteral("%1%2%3 %")
        .arg(locale.toString(qint64(hundredths / 100)), QString(locale.decimalPoint()),
             QStringLiteral("%1").arg(hundredths % 100, 2, 10, QLatin1Char('0')));
}

QString nameOf(const protocol::UsageGroup& group)
{
    if (group.isOthers)
        return Texts::tr("others");
    return group.name ? plain(*group.name) : Texts::tr("none");
}

Tone breakerTone(const std::string& state)
{
    return state == "closed" ? Tone::Good : state == "open" ? Tone::Broken : Tone::Waiting;
}

QString breakerText(const protocol::Breaker& breaker)
{
    if (breaker.state == "closed")
        return Texts::tr("closed");
    if (breaker.state == "open")
        return Texts::tr("open, %1 s").arg((breaker.probeInMs + 999) / 1000);
    return Texts::tr("half-open");
}

// Whole percents of change; what it is made of where there is nothing to compare with.
QString comparison(const protocol::UsageFigures& total, const std::optional<protocol::UsageFigures>& before)
{
    // What was next to nothing is nothing to compare with.
    if (!before || before->charge.nano() < std::max<std::int64_t>(100, total.charge.nano() / mostGrowth))
        return Texts::tr("cost %1 · fee %2").arg(moneyText(total.providerCost), moneyText(total.platformFee));
    const std::int64_t percent = (total.charge.nano() - before->charge.nano()) / (before->charge.nano() / 100);
    return percent < 0 ? Texts::tr("−%1 % on the time before").arg(countText(-percent))
                       : Texts::tr("+%1 % on the time before").arg(countText(percent));
}

} // namespace

std::vector<Figure> figuresOf(const protocol::UsageFigures& total, const std::optional<protocol::UsageFigures>& before,
                              const std::optional<protocol::SystemFigures>& now)
{
    std::vector<Figure> figures;
    figures.push_back({.label = Texts::tr("Charged"),
                       .value = moneyText(total.charge),
                       .sentence = comparison(total, before),
                       .exact = exactMoney(total.charge)});
    figures.push_back(
        {.label = Texts::tr("Requests"),
         .value = countText(total.requests),
         .sentence =
             Texts::tr("%1 tokens in, %2 out").arg(largeText(total.promptTokens), largeText(total.completionTokens))});
    const std::int64_t rescued = std::max<std::int64_t>(0, total.attempts - total.requests);
    figures.push_back({.label = Texts::tr("Errors shown to callers"),
                       .value = shareText(total.failures, total.requests),
                       .sentence = Texts::tr("%1 of attempts were tried again").arg(shareText(rescued, total.attempts)),
                       .valueTone = total.failures * 20 > total.requests ? Tone::Broken : Tone::Neutral});
    const bool hasTimes = total.firstToken.has_value();
    figures.push_back({.label = Texts::tr("First token, p50 / p95"),
                       .value = hasTimes
                                    ? QStringLiteral("%1 / %2 ms")
                                          .arg(countText(total.firstToken->p50Ms), countText(total.firstToken->p95Ms))
                                    : QStringLiteral("–"),
                       .sentence = hasTimes ? Texts::tr("p99 %1").arg(milliText(total.firstToken->p99Ms))
                                            : Texts::tr("nothing was streamed")});
    if (now)
        figures.push_back({.label = Texts::tr("Held now"),
                           .value = moneyText(now->held),
                           .sentence = Texts::tr("%n running order(s)", nullptr, static_cast<int>(now->ordersOpen)),
                           .valueTone = now->held.isZero() ? Tone::Neutral : Tone::Held,
                           .exact = exactMoney(now->held)});
    return figures;
}

std::vector<std::vector<Cell>> modelRows(const protocol::UsageReport& report)
{
    std::vector<std::vector<Cell>> rows;
    for (const protocol::UsageGroup& group : report.groups) {
        const protocol::UsageFigures& total = group.total;
        rows.push_back({{nameOf(group)},
                        {countText(total.requests)},
                        {largeText(total.promptTokens), countText(total.promptTokens)},
                        {largeText(total.completionTokens), countText(total.completionTokens)},
                        {moneyText(total.providerCost), exactMoney(total.providerCost)},
                        {moneyText(total.platformFee), exactMoney(total.platformFee)},
                        {moneyText(total.charge), exactMoney(total.charge)}});
    }
    return rows;
}

ChartContent chargeByModel(const protocol::UsageReport& report)
{
    ChartContent content;
    if (report.groups.empty())
        return content;
    for (const protocol::UsagePoint& point : report.groups.front().points)
        content.times.push_back(toDateTime(point.at));
    for (std::size_t index = 0; index < report.groups.size(); ++index) {
        const protocol::UsageGroup& group = report.groups[index];
        if (index <= chartedModels)
            content.series.push_back({index == chartedModels ? Texts::tr("others") : nameOf(group),
                                      std::vector<double>(content.times.size())});
        std::vector<double>& values = content.series.back().values;
        for (std::size_t point = 0; point < std::min(values.size(), group.points.size()); ++point)
            values[point] += static_cast<double>(group.points[point].figures.charge.nano()) / nanoPerUsd;
    }
    return content;
}

std::vector<std::vector<Cell>> healthRows(const std::vector<protocol::EndpointHealth>& healths,
                                          const client::Directory& directory)
{
    std::vector<std::pair<std::int64_t, std::vector<Cell>>> scored;
    for (const protocol::EndpointHealth& health : healths) {
        const protocol::Endpoint* endpoint = directory.endpoint(health.endpoint);
        if (!endpoint)
            continue;
        const protocol::Provider* provider = directory.provider(endpoint->provider);
        std::int64_t slowest = 0;
        for (const protocol::FirstTokenTimes& times : health.firstToken)
            slowest = std::max(slowest, times.p95Ms);
        scored.push_back({health.score,
                          {{provider ? plain(provider->name) : QString()},
                           {plain(endpoint->model)},
                           {breakerText(health.breaker), {}, breakerTone(health.breaker.state)},
                           {countText(health.score)},
                           {slowest ? milliText(slowest) : QStringLiteral("–")}}});
    }
    std::stable_sort(scored.begin(), scored.end(),
                     [](const auto& left, const auto& right) { return left.first < right.first; });
    std::vector<std::vector<Cell>> rows;
    for (auto& [score, row] : scored)
        rows.push_back(std::move(row));
    return rows;
}

} // namespace gotoai::overview
