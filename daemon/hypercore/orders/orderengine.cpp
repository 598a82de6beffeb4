// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/orders/orderengine.h"

#include <algorithm>

namespace gotoai::hypercore {

OrderEngine::OrderEngine(const Parts& parts)
    : m_parts(parts)
    , m_catalog(std::make_shared<supply::Catalog>())
    , m_killSwitches(std::make_shared<KillSwitches>())
{}

OrderEngine::~OrderEngine() = default;

void OrderEngine::setCatalog(std::shared_ptr<const supply::Catalog> catalog) { m_catalog = std::move(catalog); }

std::optional<OrderEngine::Refusal> OrderEngine::start(OrderRequest request, std::unique_ptr<OrderObserver>& observer)
{
    const Account& account = *request.customer.account;
    if (const KillSwitch* stopped = m_killSwitches->onCustomer(account.id, request.customer.key->id))
        return Refusal{refusalBy(*stopped)};
    auto [route, reasons, askedFor] = considerRoute(
        *m_catalog, {.request = request.chat,
                     .health = m_parts.health,
                     .killSwitches = m_killSwitches.get(),
                     .allowedModels = &request.customer.key->models,
                     .modes = {.request = request.mode, .key = request.customer.key->mode, .account = account.mode},
                     .fee = account.fee,
                     .account = account.id,
                     .order = request.id});
    if (!route) {
        const auto retryAfter =
            askedFor ? std::optional(std::chrono::ceil<std::chrono::seconds>(*askedFor)) : std::nullopt;
        return Refusal{std::move(route).error(), retryAfter};
    }
    request.chat.isPrivate = reasons->isPrivateOnly;
    const OrderId id = request.id;
    auto order = std::make_unique<Order>(*this, std::move(request), std::move(*route), std::move(observer));
    Order& started = *order;
    m_orders.emplace(id, std::move(order));
    started.m_observer->orderStarted(started);
    started.reserve();
    return std::nullopt;
}

KillCounts OrderEngine::setKillSwitches(std::shared_ptr<const KillSwitches> killSwitches)
{
    m_killSwitches = std::move(killSwitches);
    const KillCounts counts = countStopped(*m_killSwitches);
    if (counts.cut + counts.rerouted > 0) {
        for (const auto& [id, order] : m_orders) // none of them ends from within
            order->heed(*m_killSwitches);
        m_parts.figures.cut.fetch_add(counts.cut, std::memory_order_relaxed);
    }
    return counts;
}

KillCounts OrderEngine::countStopped(const KillSwitches& killSwitches) const
{
    KillCounts counts;
    for (const auto& [id, order] : m_orders) {
        switch (order->effectOf(killSwitches)) {
        case KillEffect::None: ++counts.untouched; break;
        case KillEffect::Rerouted: ++counts.rerouted; break;
        case KillEffect::Cut: ++counts.cut; break;
        }
    }
    return counts;
}

void OrderEngine::retryUnsettled()
{
    std::vector<Unsettled> waiting;
    waiting.swap(m_unsettled);
    for (Unsettled& unsettled : waiting) {
        m_parts.figures.unsettled.fetch_sub(1, std::memory_order_relaxed);
        clearinghouse::Settlement copy = unsettled.settlement;
        m_parts.ledger.settle(
            std::move(copy), m_parts.completions,
            [this, kept = std::move(unsettled)](const Result<clearinghouse::SettlementReceipt>& receipt) mutable {
                settledLate(std::move(kept), receipt);
            });
    }
}

void OrderEngine::settledLate(Unsettled unsettled, const Result<clearinghouse::SettlementReceipt>& receipt)
{
    if (!receipt && receipt.error().code == ErrorCode::StoreUnavailable)
        return keepUnsettled(std::move(unsettled));
    if (receipt) {
        unsettled.order->state = unsettled.settlement.outcome;
        unsettled.order->cost = {
            .charge = receipt->charge, .providerCost = receipt->providerCost, .platformFee = receipt->fee};
    }
    m_parts.finishedOrders.orderFinished(std::move(unsettled.order));
}

bool OrderEngine::isBusy() const
{
    if (m_holdsAwaited.empty())
        return false;
    return m_holdsAwaited.size() >= kMostHoldsAwaited || m_parts.clock.tick() - m_holdsAwaited.front() > kHoldPatience;
}

void OrderEngine::wakeAfter(const Order& order, std::chrono::milliseconds delay)
{
    m_waits.emplace(m_parts.clock.tick() + delay, order.id());
    setNextAlarm();
}

void OrderEngine::serveWaits()
{
    const Tick now = m_parts.clock.tick();
    while (!m_waits.empty() && m_waits.begin()->first <= now) {
        const OrderId id = m_waits.extract(m_waits.begin()).mapped();
        if (const auto found = m_orders.find(id); found != m_orders.end())
            found->second->wake();
    }
    setNextAlarm();
}

void OrderEngine::setNextAlarm()
{
    if (m_waits.empty())
        return;
    const auto left = m_waits.begin()->first - m_parts.clock.tick();
    m_alarm(std::max(std::chrono::ceil<std::chrono::milliseconds>(left), std::chrono::milliseconds{0}));
}

void OrderEngine::noteEvidence()
{
    std::vector<clearinghouse::OrderEvidence> known;
    for (const auto& [id, order] : m_orders) {
        if (auto evidence = order->evidence())
            known.push_back(*std::move(evidence));
    }
    if (!known.empty())
        m_parts.ledger.note(std::move(known), m_parts.completions);
}

bool OrderEngine::findTranscript(const OrderId& order, std::function<void(FoundTranscript)> reply)
{
    return m_parts.transcripts && m_parts.transcripts->find(order, m_parts.completions, std::move(reply));
}

void OrderEngine::keepUnsettled(Unsettled unsettled)
{
    m_unsettled.push_back(std::move(unsettled));
    m_parts.figures.unsettled.fetch_add(1, std::memory_order_relaxed);
}

void OrderEngine::abandonAll()
{
    for (const auto& [id, order] : m_orders)
        order->abandon();
}

void OrderEngine::retire(const Order& order) { m_orders.erase(OrderId(order.id())); }

} // namespace gotoai::hypercore
