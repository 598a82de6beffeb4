// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/usagealerts.h"

namespace gotoai::app {

bool UsageAlerts::isQuiet(const EndpointId& endpoint)
{
    const Tick now = m_clock.tick();
    const std::lock_guard lock(m_mutex);
    const auto [entry, isNew] = m_raisedAt.try_emplace(endpoint, now);
    if (isNew)
        return false;
    if (now - entry->second < kQuiet)
        return true;
    entry->second = now;
    return false;
}

void UsageAlerts::orderFinished(std::shared_ptr<const hypercore::FinishedOrder> order)
{
    if (!order->liar || isQuiet(order->liar->id))
        return;
    const supply::Endpoint& endpoint = *order->liar;
    m_raise({.kind = "absurd_usage",
             .severity = alerts::Severity::Warning,
             .subject = endpoint.id.toString(),
             .account = {},
             .facts = "The provider " + endpoint.provider->name + " reported counts for " + endpoint.model +
                      " that cannot be; what they say was not believed, and the order " + order->id.toString() +
                      " is charged by an estimate, if at all."});
}

} // namespace gotoai::app
