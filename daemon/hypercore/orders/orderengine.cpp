// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/orders/orderengine.h"

namespace gotoai::hypercore {

OrderEngine::OrderEngine(const Parts& parts)
    : m_parts(parts)
    , m_catalog(std::make_shared<supply::Catalog>())
{}

OrderEngine::~OrderEngine() = default;

void OrderEngine::setCatalog(std::shared_ptr<const supply::Catalog> catalog) { m_catalog = std::move(catalog); }

Result<void> OrderEngine::start(OrderRequest request, std::unique_ptr<OrderObserver>& observer)
{
    auto route = planRoute(*m_catalog, {request.chat, m_parts.health, request.mode, request.customer.account->fee});
    if (!route)
        return std::move(route).error();
    const OrderId id = request.id;
    auto order = std::make_unique<Order>(*this, std::move(request), std::move(*route), std::move(observer));
    Order& started = *order;
    m_orders.emplace(id, std::move(order));
    started.m_observer->orderStarted(started);
    started.reserve();
    return {};
}

void OrderEngine::retryUnsettled()
{
    std::vector<clearinghouse::Settlement> waiting;
    waiting.swap(m_unsettled);
    for (clearinghouse::Settlement& settlement : waiting) {
        m_parts.figures.unsettled.fetch_sub(1, std::memory_order_relaxed);
        clearinghouse::Settlement copy = settlement;
        m_parts.ledger.settle(
            std::move(copy), m_parts.completions,
            [this, kept = std::move(settlement)](Result<clearinghouse::SettlementReceipt> receipt) mutable {
                if (!receipt && receipt.error().code == ErrorCode::StoreUnavailable)
                    keepUnsettled(std::move(kept));
            });
    }
}

bool OrderEngine::isBusy() const
{
    if (m_holdsAwaited.empty())
        return false;
    return m_holdsAwaited.size() >= kMostHoldsAwaited || m_parts.clock.tick() - m_holdsAwaited.front() > kHoldPatience;
}

void OrderEngine::keepUnsettled(clearinghouse::Settlement settlement)
{
    m_unsettled.push_back(std::move(settlement));
    m_parts.figures.unsettled.fetch_add(1, std::memory_order_relaxed);
}

void OrderEngine::abandonAll()
{
    for (const auto& [id, order] : m_orders)
        order->abandon();
}

void OrderEngine::retire(const Order& order) { m_orders.erase(OrderId(order.id())); }

} // namespace gotoai::hypercore
