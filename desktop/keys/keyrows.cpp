// SPDX-License-Identifier: GPL-3.0-or-later
#include "keys/keyrows.h"

#include "widgets/display.h"
#include "widgets/orderstory.h"

#include <QCoreApplication>

#include <algorithm>

namespace gotoai::keys {

using namespace widgets;

namespace {

constexpr auto soon = std::chrono::hours(24 * 7);
constexpr std::int64_t nearlySpent = 5; // a fifth is left

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(gotoai::keys)
};

bool isNearlySpent(const protocol::Budget& budget)
{
    return budget.remaining.nano() <= budget.settings.limit.nano() / nearlySpent;
}

Tone toneOf(const protocol::Budget& budget)
{
    return budget.remaining.isZero() ? Tone::Broken : isNearlySpent(budget) ? Tone::Waiting : Tone::Neutral;
}

Cell budgetCell(const std::vector<protocol::Budget>& budgets)
{
    const auto budget = tightest(budgets);
    if (!budget)
        return {Texts::tr("no budget")};
    return {Texts::tr("%1 of %2").arg(moneyText(budget->remaining), moneyText(budget->settings.limit)),
            exactMoney(budget->remaining), toneOf(*budget)};
}

QString useText(const KeyFacts& facts)
{
    if (facts.lastUsed)
        return Texts::tr("Last used on %1.").arg(dateText(*facts.lastUsed));
    return facts.month ? Texts::tr("Not used in the last 30 days.") : Texts::tr("Nothing is known of its use yet.");
}

} // namespace

QString modeText(const std::optional<std::string>& mode)
{
    return mode ? routeModeText(*mode) : Texts::tr("as the account");
}

QString periodText(const std::string& period)
{
    if (period == "hour")
        return Texts::tr("an hour");
    if (period == "day")
        return Texts::tr("a day");
    if (period == "week")
        return Texts::tr("a week");
    return period == "month" ? Texts::tr("a month") : Texts::tr("in all");
}

KeyState stateOf(const KeyFacts& facts, Instant now)
{
    const protocol::Key& key = facts.key;
    if (key.revokedAt)
        return {Texts::tr("revoked"), Tone::Neutral,
                Texts::tr("Revoked on %1, for good.").arg(timeText(*key.revokedAt)), false};
    if (key.expiresAt && *key.expiresAt <= now)
        return {Texts::tr("expired"), Tone::Neutral, Texts::tr("Expired on %1.").arg(timeText(*key.expiresAt)), false};
    if (facts.stop)
        return {Texts::tr("stopped"), Tone::Broken,
                Texts::tr("Stopped by %1: %2").arg(plain(facts.stop->createdBy), plain(facts.stop->reason)), false};
    const auto budget = tightest(facts.budgets);
    if (budget && budget->remaining.isZero())
        return {Texts::tr("budget spent"), Tone::Waiting,
                budget->resetsAt
                    ? Texts::tr("Its budget is spent; it begins anew on %1.").arg(timeText(*budget->resetsAt))
                    : Texts::tr("Its budget is spent."),
                true};
    if (key.expiresAt && *key.expiresAt - now < soon)
        return {Texts::tr("expires soon"), Tone::Waiting, Texts::tr("Expires on %1.").arg(timeText(*key.expiresAt)),
                true};
    return {Texts::tr("active"), Tone::Good, useText(facts), true};
}

QStringList keyTitles()
{
    return {Texts::tr("Label"),       Texts::tr("Account"),       Texts::tr("Key"),      Texts::tr("State"),
            Texts::tr("Budget left"), Texts::tr("Charged, 30 d"), Texts::tr("Last used")};
}

std::vector<Cell> keyRow(const KeyFacts& facts, Instant now)
{
    const KeyState state = stateOf(facts, now);
    const QString dash = QStringLiteral("–");
    return {{facts.key.label.empty() ? Texts::tr("no label") : plain(facts.key.label)},
            {facts.account},
            {QStringLiteral("…%1").arg(plain(facts.key.hint)), QString::fromStdString(facts.key.id.toString())},
            {state.word, state.sentence, state.tone},
            budgetCell(facts.budgets),
            {facts.month ? moneyText(facts.month->charge) : dash,
             facts.month ? exactMoney(facts.month->charge) : QString()},
            {facts.lastUsed ? dateText(*facts.lastUsed) : dash}};
}

QString modelsText(const std::optional<std::vector<std::string>>& models)
{
    QStringList names;
    for (const std::string& model : models.value_or(std::vector<std::string>()))
        names << plain(model);
    return names.join(QStringLiteral(", "));
}

std::vector<Pair> factPairs(const KeyFacts& facts)
{
    const protocol::Key& key = facts.key;
    std::vector<Pair> pairs{
        {.name = Texts::tr("Account"), .value = facts.account},
        {.name = Texts::tr("Route"), .value = modeText(key.mode)},
        {.name = Texts::tr("Models"), .value = key.models ? modelsText(key.models) : Texts::tr("every model")},
        {.name = Texts::tr("Expires"), .value = key.expiresAt ? timeText(*key.expiresAt) : Texts::tr("never")},
        {.name = Texts::tr("Made"), .value = timeText(key.createdAt)}};
    if (facts.month) {
        pairs.push_back({.name = Texts::tr("Requests, 30 d"), .value = countText(facts.month->requests)});
        pairs.push_back({.name = Texts::tr("Charged, 30 d"), .value = moneyText(facts.month->charge)});
    }
    pairs.push_back(
        {.name = Texts::tr("Id"), .value = QString::fromStdString(key.id.toString()), .isIdentifier = true});
    return pairs;
}

QString budgetText(const protocol::Budget& budget)
{
    const QString limit = Texts::tr("%1 %2").arg(moneyText(budget.settings.limit), periodText(budget.settings.period));
    return budget.settings.key ? limit : Texts::tr("%1, %2").arg(limit, Texts::tr("the account's"));
}

std::vector<Pair> budgetPairs(const KeyFacts& facts)
{
    std::vector<Pair> pairs;
    for (const protocol::Budget& budget : facts.budgets) {
        pairs.push_back({.name = budgetText(budget),
                         .value = Texts::tr("%1 left").arg(moneyText(budget.remaining)),
                         .tone = toneOf(budget)});
        if (budget.resetsAt)
            pairs.push_back({.name = Texts::tr("resets"), .value = timeText(*budget.resetsAt)});
    }
    return pairs;
}

std::optional<protocol::Budget> tightest(const std::vector<protocol::Budget>& budgets)
{
    const auto found = std::ranges::min_element(budgets, {}, &protocol::Budget::remaining);
    return found == budgets.end() ? std::nullopt : std::optional(*found);
}

} // namespace gotoai::keys
