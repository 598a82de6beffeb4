// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/democlock.h"

#include <algorithm>

namespace gotoai::app {

Instant DemoClock::now() const
{
    return isHeld() ? fromMicroseconds(m_nowUs.load(std::memory_order_relaxed)) : m_system.now();
}

Tick DemoClock::tick() const
{
    const Tick steady = isHeld() ? m_heldTick.load(std::memory_order_relaxed) : m_system.tick();
    return steady + std::chrono::nanoseconds(m_aheadNs.load(std::memory_order_relaxed));
}

void DemoClock::hold(std::chrono::microseconds behind)
{
    m_nowUs.store(toMicroseconds(m_system.now() - behind), std::memory_order_relaxed);
    m_heldTick.store(m_system.tick(), std::memory_order_relaxed);
    m_isHeld.store(true, std::memory_order_release);
}

void DemoClock::advance(std::chrono::microseconds step)
{
    m_nowUs.fetch_add(step.count(), std::memory_order_relaxed);
    m_aheadNs.fetch_add(std::chrono::nanoseconds(step).count(), std::memory_order_relaxed);
}

void DemoClock::letGo()
{
    if (!isHeld())
        return;
    const auto left = m_system.now() - now();
    if (left.count() > 0)
        advance(left);
    m_isHeld.store(false, std::memory_order_release);
}

} // namespace gotoai::app
