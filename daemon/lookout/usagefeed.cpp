// SPDX-License-Identifier: GPL-3.0-or-later
#include "lookout/usagefeed.h"

#include <utility>

namespace gotoai::lookout {

void UsageFeed::orderFinished(OrderPtr order)
{
    if (!order->usageFault) [[likely]]
        return;
    const std::scoped_lock lock(m_mutex);
    if (m_orders.size() < kCapacity)
        m_orders.push_back(std::move(order));
}

std::vector<UsageFeed::OrderPtr> UsageFeed::take()
{
    const std::scoped_lock lock(m_mutex);
    return std::exchange(m_orders, {});
}

} // namespace gotoai::lookout
