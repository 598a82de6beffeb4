// SPDX-License-Identifier: GPL-3.0-or-later
#include "lookout/usagefeed.h"

#include <utility>

namespace gotoai::lookout {

void UsageFeed::orderFinished(std::shared_ptr<const hypercore::FinishedOrder> order)
{
    if (order->usageFault) [[unlikely]]
        note({.order = order->id, .endpoint = order->usageFaultEndpoint->id, .fault = *order->usageFault});
}

void UsageFeed::note(const UsageFinding& finding)
{
    const std::scoped_lock lock(m_mutex);
    if (m_findings.size() < kCapacity)
        m_findings.push_back(finding);
}

std::vector<UsageFinding> UsageFeed::take()
{
    const std::scoped_lock lock(m_mutex);
    return std::exchange(m_findings, {});
}

} // namespace gotoai::lookout
