// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/events/orderfeed.h"

#include <utility>

namespace gotoai::control {

void OrderFeed::orderFinished(OrderPtr order)
{
    if (!m_isWanted.load(std::memory_order_relaxed))
        return;
    const std::uint64_t written = m_written.load(std::memory_order_relaxed);
    if (written - m_read.load(std::memory_order_acquire) == kCapacity) {
        m_dropped.fetch_add(1, std::memory_order_relaxed);
        return;
    }
    m_slots[written % kCapacity] = std::move(order);
    m_written.store(written + 1, std::memory_order_release);
}

OrderFeed::OrderPtr OrderFeed::take()
{
    const std::uint64_t read = m_read.load(std::memory_order_relaxed);
    if (read == m_written.load(std::memory_order_acquire))
        return nullptr;
    OrderPtr order = std::move(m_slots[read % kCapacity]);
    m_read.store(read + 1, std::memory_order_release);
    return order;
}

} // namespace gotoai::control
