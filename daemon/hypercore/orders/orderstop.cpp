// SPDX-License-Identifier: GPL-3.0-or-later
// What keeps an order from an endpoint that its route holds, and ends it where it runs.
#include "hypercore/orders/order.h"

#include "hypercore/orders/orderengine.h"

namespace gotoai::hypercore {

KillEffect Order::effectOf(const KillSwitches& killSwitches) const
{
    if (m_phase == Phase::Covering || m_phase == Phase::Settling || m_stopError)
        return KillEffect::None; // it has ended already
    if (killSwitches.onCustomer(m_request.customer.account->id, m_request.customer.key->id))
        return KillEffect::Cut;
    if (!m_attempt || !killSwitches.onSupply(*m_attempt->endpoint()))
        return KillEffect::None; // an attempt that is yet to begin asks for itself
    return m_isRelaying && !mayContinue() ? KillEffect::Cut : KillEffect::Rerouted;
}

void Order::heed(const KillSwitches& killSwitches)
{
    const KillEffect effect = effectOf(killSwitches);
    if (effect == KillEffect::None)
        return;
    const KillSwitch* stopped = killSwitches.onCustomer(m_request.customer.account->id, m_request.customer.key->id);
    if (!stopped)
        stopped = killSwitches.onSupply(*m_attempt->endpoint());
    Error error = refusalBy(*stopped);
    if (effect == KillEffect::Rerouted)
        return attemptFailed({supply::FaultKind::Stopped, std::move(error), {}});
    m_stopError = std::move(error);
    endEarly();
}

// What has come up against the endpoint since the route was planned: a kill switch, or that its provider was found out
// to log or to train, where the request is not to go to such a one.
std::optional<Error> Order::objectionTo(const supply::Endpoint& endpoint) const
{
    if (const KillSwitch* stopped = m_engine.killSwitches().onSupply(endpoint))
        return refusalBy(*stopped);
    if (!m_route.reasons || !m_route.reasons->isPrivateOnly)
        return std::nullopt;
    const auto provider = m_engine.catalog().provider(endpoint.provider->id);
    const auto& wishes = m_request.chat.routeWishes;
    const bool mustRetainNothing = wishes && wishes->wantsZeroRetention;
    if (!provider || (mustRetainNothing ? provider->dataPolicy.isZeroRetention() : provider->dataPolicy.isPrivate()))
        return std::nullopt;
    return failure(ErrorCode::NoRoute, "No endpoint that keeps the request private is in service.");
}

// The plan goes on from there.
bool Order::isStopped(const DispatchPlan::Step& step)
{
    const supply::Endpoint& endpoint = *m_route.candidates[step.candidate].endpoint;
    auto objection = objectionTo(endpoint);
    if (!objection)
        return false;
    m_engine.m_parts.health.recordOf(endpoint).abandoned(step.role);
    const supply::Fault fault{supply::FaultKind::Stopped, *std::move(objection), {}};
    m_lastError = fault.error;
    follow(m_plan.afterFault(fault, m_engine.dispatchMeans(), m_engine.m_parts.clock.tick()));
    return true;
}

} // namespace gotoai::hypercore
