// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/eventsources.h"

#include "alerts/alertwire.h"
#include "control/events/orderfeed.h"
#include "control/killswitchwire.h"
#include "control/readiness.h"
#include "control/reconciliationwire.h"
#include "control/wire.h"
#include "protocol/event.h"

#include <QJsonDocument>

#include <algorithm>

namespace gotoai::control {
namespace {

constexpr std::chrono::milliseconds kBeat{100};
constexpr std::chrono::seconds kHealthInterval{1};
constexpr std::chrono::seconds kFiguresInterval{2};
constexpr std::size_t kBalancesAtOnce = 256;

std::string textOf(const QJsonObject& object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString();
}

protocol::OrderEvent toWire(const hypercore::FinishedOrder& order)
{
    protocol::OrderEvent wire;
    wire.id = order.id;
    wire.account = order.account;
    wire.key = order.key;
    wire.model = order.model;
    if (order.state)
        wire.state = clearinghouse::orderStateWord(*order.state);
    wire.reason = order.reason;
    wire.isStreamed = order.isStreamed;
    wire.attempts = static_cast<std::int32_t>(order.attempts.size());
    wire.charge = order.cost.charge;
    wire.providerCost = order.cost.providerCost;
    wire.platformFee = order.cost.platformFee;
    wire.promptTokens = order.usage.promptTokens();
    wire.completionTokens = order.usage.completionTokens();
    wire.createdAt = order.arrivedAt;
    wire.endedAt = order.endedAt();
    return wire;
}

// Whose the resource is that an answer shows: an account itself, or what names its account.
std::optional<AccountId> ownerOf(const QJsonObject& resource)
{
    for (const char* member : {"account", "id"}) {
        const auto id = AccountId::parse(resource.value(QLatin1String(member)).toString().toStdString());
        if (id)
            return *id;
    }
    return std::nullopt;
}

} // namespace

EventSources::EventSources(const Parts& parts, EventHub& hub)
    : m_parts(parts)
    , m_hub(hub)
{
    m_parts.alerts.setSubscriber([this](const alerts::Alert& alert) {
        m_hub.publish({.topic = Topic::Alerts,
                       .account = alert.finding.account,
                       .state = alert.id.toString(),
                       .json = textOf(protocol::toJson(alerts::toWire(alert)))});
    });
    m_parts.reconciler.setSubscriber([this](const reconciliation::Reconciliation& run) {
        m_hub.publish({.topic = Topic::Reconciliations,
                       .state = run.id.toString(),
                       .json = textOf(protocol::toJson(control::toWire(run)))});
    });
    connect(&m_timer, &QTimer::timeout, this, [this] { beat(); });
    m_timer.start(kBeat);
}

void EventSources::changed(const Call& call, const Answer& answer)
{
    const auto body = QJsonDocument::fromJson(QByteArray::fromStdString(answer.body)).object();
    const auto owner = ownerOf(body);
    const std::string resource =
        call.parameter().empty() ? body.value(QLatin1String("id")).toString().toStdString() : call.parameter();
    m_hub.publish(
        {.topic = Topic::Config,
         .account = owner,
         .state = resource,
         .json = textOf(protocol::toJson(protocol::ConfigEvent{call.pattern(), call.request().method, resource}))});
    if (owner && m_hub.isWanted(Topic::Balances))
        m_moved.insert(*owner);
}

void EventSources::beat()
{
    publishOrders();
    publishBalances();
    publishHealth();
    publishBreakers();
    publishSwitches();
    publishFigures();
    m_hub.tick();
}

void EventSources::publishOrders()
{
    const bool areWanted = m_hub.isWanted(Topic::Orders);
    const bool areBalancesWanted = m_hub.isWanted(Topic::Balances);
    std::uint64_t dropped = 0;
    for (OrderFeed* feed : m_parts.orderFeeds) {
        feed->setWanted(areWanted || areBalancesWanted);
        while (const auto order = feed->take()) {
            if (areWanted)
                m_hub.publish({.topic = Topic::Orders,
                               .account = order->account,
                               .json = textOf(protocol::toJson(toWire(*order)))});
            if (areBalancesWanted)
                m_moved.insert(order->account);
        }
        dropped += feed->takeDropped();
    }
    if (dropped > 0)
        m_hub.dropped(Topic::Orders, dropped);
}

// One question at a time: accounts that move meanwhile are asked for with the next.
void EventSources::publishBalances()
{
    if (m_areBalancesAsked || m_moved.empty())
        return;
    std::vector<AccountId> accounts;
    while (!m_moved.empty() && accounts.size() < kBalancesAtOnce)
        accounts.push_back(m_moved.extract(m_moved.begin()).value());
    m_areBalancesAsked = true;
    m_parts.ledger.wallets(
        std::move(accounts), m_parts.queue, [this](Result<std::vector<clearinghouse::Wallet>> wallets) {
            m_areBalancesAsked = false;
            if (!wallets)
                return; // readers ask again when they see that nothing comes
            for (const clearinghouse::Wallet& wallet : *wallets) {
                const auto account = m_parts.directory.account(wallet.account);
                if (account)
                    m_hub.publish({.topic = Topic::Balances,
                                   .account = wallet.account,
                                   .state = wallet.account.toString(),
                                   .json = textOf(protocol::toJson(control::toWire(wallet, account->creditLimit)))});
            }
        });
}

void EventSources::publishHealth()
{
    const Tick now = m_parts.clock.tick();
    if (m_isHealthKnown && now - m_healthAt < kHealthInterval)
        return;
    m_healthAt = now;
    auto reasons = reasonsAgainstReadiness(m_parts);
    if (m_isHealthKnown && reasons == m_reasons)
        return;
    m_reasons = std::move(reasons);
    m_isHealthKnown = true;
    const protocol::HealthEvent wire{m_reasons.empty() ? "ready" : "not_ready", m_reasons};
    m_hub.publish({.topic = Topic::Health, .state = "ready", .json = textOf(protocol::toJson(wire))});
}

void EventSources::publishBreakers()
{
    using State = supply::CircuitBreaker::State;
    const Tick now = m_parts.clock.tick();
    for (const auto& [id, endpoint] : m_parts.catalog.endpoints()) {
        const supply::TrackRecord& record = m_parts.health.recordOf(*endpoint);
        const State state = record.breaker(now).state;
        const auto known = m_breakers.find(id);
        if (state == (known == m_breakers.end() ? State::Closed : known->second))
            continue;
        if (state == State::Closed)
            m_breakers.erase(known);
        else
            m_breakers[id] = state;
        m_hub.publish({.topic = Topic::Breaker,
                       .state = id.toString(),
                       .json = textOf(protocol::toJson(control::toWire(id, record.figures(now))))});
    }
}

// Those that are over by the time of the start are no news.
void EventSources::publishSwitches()
{
    const Instant now = m_parts.clock.now();
    for (const auto& [id, killSwitch] : m_parts.killSwitches.switches()) {
        const std::string_view state = stateWord(*killSwitch, now);
        const auto [known, isNew] = m_switches.try_emplace(id, state);
        if (isNew ? state != "on" : known->second == state)
            continue;
        known->second = state;
        m_hub.publish({.topic = Topic::Switches,
                       .state = id.toString(),
                       .json = textOf(protocol::toJson(control::toWire(*killSwitch, m_parts.killSwitches, now)))});
    }
}

void EventSources::publishFigures()
{
    const Tick now = m_parts.clock.tick();
    if (now - m_figuresAt < kFiguresInterval || !m_hub.isWanted(Topic::System))
        return;
    m_figuresAt = now;
    m_hub.publish({.topic = Topic::System,
                   .state = "figures",
                   .json = textOf(protocol::toJson(control::toWire(m_parts.vitals.figures())))});
}

} // namespace gotoai::control
