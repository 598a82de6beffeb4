// SPDX-License-Identifier: GPL-3.0-or-later
#include "overview/needs.h"

#include "widgets/display.h"

#include <QCoreApplication>

namespace gotoai::overview {

using namespace widgets;

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(gotoai::overview)
};

constexpr qsizetype shownHash = 8;

Tone toneOf(const std::string& severity)
{
    return severity == "critical" ? Tone::Broken : severity == "warning" ? Tone::Waiting : Tone::Accent;
}

struct Word
{
    const char* word;
    const char* text;
};

constexpr Word words[]{
    {"ledger_cut", QT_TRANSLATE_NOOP("gotoai::overview", "ledger cut")},
    {"audit_log_cut", QT_TRANSLATE_NOOP("gotoai::overview", "audit log cut")},
    {"space_low", QT_TRANSLATE_NOOP("gotoai::overview", "space low")},
    {"ballast_given_up", QT_TRANSLATE_NOOP("gotoai::overview", "ballast given up")},
    {"low_balance", QT_TRANSLATE_NOOP("gotoai::overview", "low balance")},
    {"breaker_open", QT_TRANSLATE_NOOP("gotoai::overview", "breaker open")},
    {"orders_in_doubt", QT_TRANSLATE_NOOP("gotoai::overview", "orders in doubt")},
    {"absurd_usage", QT_TRANSLATE_NOOP("gotoai::overview", "absurd usage")},
    {"usage_without_price", QT_TRANSLATE_NOOP("gotoai::overview", "usage without price")},
    {"provider_bills_otherwise", QT_TRANSLATE_NOOP("gotoai::overview", "provider bills otherwise")},
    {"global", QT_TRANSLATE_NOOP("gotoai::overview", "global")},
    {"provider", QT_TRANSLATE_NOOP("gotoai::overview", "provider")},
    {"endpoint", QT_TRANSLATE_NOOP("gotoai::overview", "endpoint")},
    {"model", QT_TRANSLATE_NOOP("gotoai::overview", "model")},
    {"account", QT_TRANSLATE_NOOP("gotoai::overview", "account")},
    {"key", QT_TRANSLATE_NOOP("gotoai::overview", "key")},
};

// The kind of an alert, the scope of a kill switch.
QString worded(const std::string& word)
{
    for (const Word& each : words) {
        if (word == each.word)
            return Texts::tr(each.text);
    }
    return plain(QString::fromStdString(word).replace(QLatin1Char('_'), QLatin1Char(' ')));
}

std::pair<QString, Tone> chainText(const protocol::ChainState& chain)
{
    if (chain.state == "signed")
        return {Texts::tr("whole"), Tone::Good};
    if (chain.state == "cut")
        return {Texts::tr("cut"), Tone::Broken};
    return chain.state == "failing" ? std::pair(Texts::tr("cannot be signed"), Tone::Broken)
                                    : std::pair(Texts::tr("not signed yet"), Tone::Neutral);
}

// By its name where it has one: "key support-bot".
QString stoppedText(const protocol::KillSwitch& stop, const client::Directory& directory)
{
    std::string name = stop.scope == "model" ? stop.target : std::string();
    if (const auto id = KeyId::parse(stop.target); const auto* key = id ? directory.key(*id) : nullptr)
        name = key->label.empty() ? key->hint : key->label;
    if (const auto id = AccountId::parse(stop.target); const auto* account = id ? directory.account(*id) : nullptr)
        name = account->name;
    if (const auto id = ProviderId::parse(stop.target); const auto* provider = id ? directory.provider(*id) : nullptr)
        name = provider->name;
    if (const auto id = EndpointId::parse(stop.target); const auto* endpoint = id ? directory.endpoint(*id) : nullptr)
        name = endpoint->model;
    return name.empty() ? worded(stop.scope) : Texts::tr("%1 %2").arg(worded(stop.scope), plain(name));
}

} // namespace

std::vector<std::vector<Cell>> needRows(const std::optional<std::vector<protocol::Alert>>& alerts,
                                        const std::vector<protocol::KillSwitch>& stopped,
                                        const std::optional<protocol::SystemFigures>& figures,
                                        const client::Directory& directory)
{
    std::vector<std::vector<Cell>> rows;
    if (figures && figures->hasLedgerFailed)
        rows.push_back(
            {{Texts::tr("ledger"), {}, Tone::Broken}, {Texts::tr("cannot be written: no orders are taken")}});
    if (!alerts || !figures)
        rows.push_back({{Texts::tr("alerts"), {}, Tone::Waiting}, {Texts::tr("not known at the moment")}});
    for (const protocol::Alert& alert : alerts.value_or(std::vector<protocol::Alert>()))
        rows.push_back(
            {{worded(alert.kind), exactTime(alert.lastSeenAt), toneOf(alert.severity)}, {plain(alert.facts)}});
    for (const protocol::KillSwitch& each : stopped)
        rows.push_back({{Texts::tr("stopped"), {}, Tone::Broken},
                        {Texts::tr("%1: %2").arg(stoppedText(each, directory), plain(each.reason))}});
    if (figures && figures->ordersInDoubt > 0)
        rows.push_back(
            {{Texts::tr("doubt"), {}, Tone::Waiting},
             {Texts::tr("%n order(s) wait for evidence", nullptr, static_cast<int>(figures->ordersInDoubt))}});
    if (rows.empty())
        rows.push_back({{Texts::tr("calm"), {}, Tone::Good}, {Texts::tr("nothing waits for you")}});
    return rows;
}

std::vector<Pair> bookPairs(const std::optional<protocol::SystemState>& system,
                            const std::optional<protocol::SystemFigures>& figures)
{
    std::vector<Pair> pairs;
    if (figures) {
        pairs.push_back({.name = Texts::tr("Open orders"), .value = countText(figures->ordersOpen)});
        pairs.push_back({.name = Texts::tr("Held against them"),
                         .value = exactMoney(figures->held),
                         .tone = figures->held.isZero() ? Tone::Neutral : Tone::Held});
    }
    if (!system)
        return pairs;
    const auto [words, tone] = chainText(system->chain);
    pairs.push_back({.name = Texts::tr("Chain"), .value = words, .tone = tone});
    if (const auto& head = system->chain.head)
        pairs.push_back({.name = Texts::tr("Head, signed %1").arg(timeText(head->signedAt)),
                         .value = plain(head->hash).left(shownHash) + QChar(0x2026) + plain(head->hash).right(4),
                         .isIdentifier = true});
    return pairs;
}

} // namespace gotoai::overview
