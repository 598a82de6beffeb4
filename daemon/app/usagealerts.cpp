// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/usagealerts.h"

namespace gotoai::app {

void UsageAlerts::orderFinished(std::shared_ptr<const hypercore::FinishedOrder> order)
{
    if (!order->liar)
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
