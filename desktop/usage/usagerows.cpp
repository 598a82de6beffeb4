// SPDX-License-Identifier: GPL-3.0-or-later
#include "usage/usagerows.h"

#include "widgets/csv.h"
#include "widgets/display.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace gotoai::usage {

using namespace widgets;
using protocol::UsageFigures;
using protocol::UsageGroup;
using protocol::UsageReport;

namespace {

constexpr std::size_t chartedGroups = 5;
constexpr double nanoPerUsd = 1e9; // of a chart's height only; amounts stay integers

constexpr int mostPercent = 999;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(gotoai::usage::Rows)
};

double heightOf(const UsageFigures& figures, Measure measure)
{
    switch (measure) {
    case Measure::Charge: return static_cast<double>(figures.charge.nano()) / nanoPerUsd;
    case Measure::ProviderCost: return static_cast<double>(figures.providerCost.nano()) / nanoPerUsd;
    case Measure::Requests: return static_cast<double>(figures.requests);
    case Measure::TokensIn: return static_cast<double>(figures.promptTokens);
    case Measure::TokensOut: return static_cast<double>(figures.completionTokens);
    case Measure::Failures: return static_cast<double>(figures.failures);
    }
    return 0;
}

// "+12 %" of what was; empty where there was nothing.
QString changeText(std::int64_t now, std::int64_t before)
{
    if (before <= 0)
        return {};
    const std::int64_t percent = (now - before) / std::max<std::int64_t>(before / 100, 1);
    if (percent > mostPercent) // of next to nothing
        return QStringLiteral("> %1 %").arg(QLocale().toString(mostPercent));
    const QString sign = percent < 0 ? QString(QChar(0x2212)) : QStringLiteral("+");
    return sign + QLocale().toString(qint64(std::abs(percent))) + QStringLiteral(" %");
}

QString changeSentence(std::int64_t now, std::int64_t before, const UsageReport* report)
{
    if (!report)
        return {};
    const QString change = changeText(now, before);
    return change.isEmpty() ? Texts::tr("nothing in the period before")
                            : Texts::tr("%1 on the period before").arg(change);
}

QString shareText(std::int64_t part, std::int64_t whole)
{
    if (whole == 0)
        return QStringLiteral("–");
    return QLocale().toString(static_cast<double>(part * 10'000 / whole) / 100, 'f', 2) + QStringLiteral(" %");
}

const UsageGroup* sameGroup(const UsageReport* report, const UsageGroup& group)
{
    if (!report)
        return nullptr;
    const auto found = std::find_if(report->groups.begin(), report->groups.end(), [&group](const UsageGroup& each) {
        return each.name == group.name && each.isOthers == group.isOthers;
    });
    return found == report->groups.end() ? nullptr : &*found;
}

Cell moneyCell(Money amount) { return {moneyText(amount), QString::fromStdString(amount.toUsd())}; }
Cell countCell(std::int64_t count) { return {countText(count), QString::number(count)}; }
Cell largeCell(std::int64_t count) { return {largeText(count), QString::number(count)}; }

std::vector<Cell> figureCells(const UsageFigures& figures)
{
    return {countCell(figures.requests),
            {shareText(figures.failures, figures.requests), QString::number(figures.failures)},
            largeCell(figures.promptTokens),
            largeCell(figures.completionTokens),
            moneyCell(figures.providerCost),
            moneyCell(figures.platformFee),
            moneyCell(figures.charge)};
}

QStringList figureTitles()
{
    return {Texts::tr("Requests"),      Texts::tr("Failed"),       Texts::tr("Tokens in"),  Texts::tr("Tokens out"),
            Texts::tr("Provider cost"), Texts::tr("Platform fee"), Texts::tr("User charge")};
}

} // namespace

const char* groupingWord(Grouping grouping)
{
    switch (grouping) {
    case Grouping::None: return "";
    case Grouping::Model: return "model";
    case Grouping::Provider: return "provider";
    case Grouping::Key: return "key";
    case Grouping::Account: return "account";
    }
    return "";
}

QString groupName(const UsageGroup& group, Grouping grouping, const client::Names& names)
{
    if (group.isOthers)
        return Texts::tr("others");
    if (!group.name)
        return grouping == Grouping::None ? Texts::tr("everything") : Texts::tr("none");
    const auto named = [&group](const auto& id, const auto& name) {
        return id ? plain(name(*id)) : plain(*group.name);
    };
    switch (grouping) {
    case Grouping::Provider:
        return named(ProviderId::parse(*group.name), [&](const ProviderId& id) { return names.provider(id); });
    case Grouping::Key: return named(KeyId::parse(*group.name), [&](const KeyId& id) { return names.key(id); });
    case Grouping::Account:
        return named(AccountId::parse(*group.name), [&](const AccountId& id) { return names.account(id); });
    default: return plain(*group.name);
    }
}

std::vector<Figure> figuresOf(const Compared& reports)
{
    const UsageFigures& now = reports.now.total;
    const UsageFigures before = reports.before ? reports.before->total : UsageFigures();
    const auto tone = Tone::Neutral;
    return {{.label = Texts::tr("Charged"),
             .value = moneyText(now.charge),
             .sentence = changeSentence(now.charge.nano(), before.charge.nano(), reports.before),
             .valueTone = tone,
             .exact = exactMoney(now.charge)},
            {.label = Texts::tr("Provider cost"),
             .value = moneyText(now.providerCost),
             .sentence = Texts::tr("fee %1").arg(moneyText(now.platformFee)),
             .exact = exactMoney(now.providerCost)},
            {.label = Texts::tr("Requests"),
             .value = countText(now.requests),
             .sentence = changeSentence(now.requests, before.requests, reports.before)},
            {.label = Texts::tr("Tokens in"),
             .value = largeText(now.promptTokens),
             .sentence = Texts::tr("%1 read from caches").arg(largeText(now.cacheReadTokens)),
             .exact = countText(now.promptTokens)},
            {.label = Texts::tr("Tokens out"),
             .value = largeText(now.completionTokens),
             .sentence = changeSentence(now.completionTokens, before.completionTokens, reports.before),
             .exact = countText(now.completionTokens)}};
}

ChartContent chartOf(const Compared& reports, Measure measure, Grouping grouping, const client::Names& names)
{
    ChartContent content;
    if (reports.now.groups.empty())
        return content;
    for (const protocol::UsagePoint& point : reports.now.groups.front().points)
        content.times.push_back(toDateTime(point.at));
    const auto add = [&content, measure](std::vector<double>& values, const UsageGroup& group) {
        for (std::size_t point = 0; point < std::min(values.size(), group.points.size()); ++point)
            values[point] += heightOf(group.points[point].figures, measure);
    };
    for (std::size_t index = 0; index < reports.now.groups.size(); ++index) {
        const UsageGroup& group = reports.now.groups[index];
        if (index <= chartedGroups)
            content.series.push_back({index == chartedGroups ? Texts::tr("others") : groupName(group, grouping, names),
                                      std::vector<double>(content.times.size())});
        add(content.series.back().values, group);
    }
    if (grouping == Grouping::None && reports.before && !reports.before->groups.empty()) {
        content.series.front().name = Texts::tr("this period");
        content.series.push_back({Texts::tr("the period before"), std::vector<double>(content.times.size())});
        add(content.series.back().values, reports.before->groups.front());
    }
    return content;
}

QString valueText(Measure measure, double value)
{
    if (measure == Measure::Charge || measure == Measure::ProviderCost)
        return moneyText(Money::fromNano(static_cast<std::int64_t>(value * nanoPerUsd)));
    return largeText(static_cast<qint64>(value));
}

QStringList tableTitles(Grouping grouping, bool isCompared)
{
    const QString names[]{Texts::tr("All"), Texts::tr("Model"), Texts::tr("Provider"), Texts::tr("Key"),
                          Texts::tr("Account")};
    QStringList titles{names[static_cast<int>(grouping)]};
    titles << figureTitles();
    if (isCompared)
        titles << Texts::tr("Change");
    return titles;
}

std::vector<std::vector<Cell>> tableRows(const Compared& reports, Grouping grouping, const client::Names& names)
{
    std::vector<std::vector<Cell>> rows;
    for (const UsageGroup& group : reports.now.groups) {
        std::vector<Cell> row{{groupName(group, grouping, names), QString::fromStdString(group.name.value_or(""))}};
        for (Cell& cell : figureCells(group.total))
            row.push_back(std::move(cell));
        if (reports.before) {
            const UsageGroup* before = sameGroup(reports.before, group);
            row.push_back(
                {before ? changeText(group.total.charge.nano(), before->total.charge.nano()) : Texts::tr("new")});
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

QStringList timeTitles() { return QStringList{Texts::tr("Time")} + figureTitles(); }

std::vector<std::vector<Cell>> timeRows(const UsageReport& report)
{
    if (report.groups.empty())
        return {};
    std::vector<std::vector<Cell>> rows;
    const std::size_t points = report.groups.front().points.size();
    for (std::size_t point = points; point-- > 0;) {
        UsageFigures sum;
        for (const UsageGroup& group : report.groups) {
            const UsageFigures& figures = group.points[point].figures;
            sum.requests += figures.requests;
            sum.failures += figures.failures;
            sum.promptTokens += figures.promptTokens;
            sum.completionTokens += figures.completionTokens;
            sum.charge = sum.charge.plus(figures.charge).value_or(sum.charge);
            sum.providerCost = sum.providerCost.plus(figures.providerCost).value_or(sum.providerCost);
            sum.platformFee = sum.platformFee.plus(figures.platformFee).value_or(sum.platformFee);
        }
        const Instant at = report.groups.front().points[point].at;
        std::vector<Cell> row{{timeText(at), exactTime(at)}};
        for (Cell& cell : figureCells(sum))
            row.push_back(std::move(cell));
        rows.push_back(std::move(row));
    }
    return rows;
}

QByteArray csvOf(const UsageReport& report, Grouping grouping, const client::Names& names)
{
    QByteArray text = csvRecord(
        {QStringLiteral("from"), QStringLiteral("step"), QStringLiteral("group"), QStringLiteral("name"),
         QStringLiteral("requests"), QStringLiteral("failures"), QStringLiteral("attempts"),
         QStringLiteral("prompt_tokens"), QStringLiteral("completion_tokens"), QStringLiteral("cache_read_tokens"),
         QStringLiteral("provider_cost_usd"), QStringLiteral("platform_fee_usd"), QStringLiteral("charge_usd")});
    const auto money = [](Money amount) { return QString::fromStdString(amount.toUsd()); };
    for (const UsageGroup& group : report.groups) {
        for (const protocol::UsagePoint& point : group.points) {
            const UsageFigures& figures = point.figures;
            text += csvRecord({exactTime(point.at), QString::fromStdString(report.step),
                               QString::fromStdString(group.name.value_or("")), groupName(group, grouping, names),
                               QString::number(figures.requests), QString::number(figures.failures),
                               QString::number(figures.attempts), QString::number(figures.promptTokens),
                               QString::number(figures.completionTokens), QString::number(figures.cacheReadTokens),
                               money(figures.providerCost), money(figures.platformFee), money(figures.charge)});
        }
    }
    return text;
}

} // namespace gotoai::usage
