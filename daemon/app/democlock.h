// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <atomic>

namespace gotoai::app {

// The system's clock, which a demo may hold in the past for as long as it plays a day at its own pace. Ticks never go
// back: what was played stays ahead of the steady clock for good. Read by any thread; held, advanced and let go by one.
class DemoClock final : public Clock
{
public:
    Instant now() const override;
    Tick tick() const override;

    // From now on it stands still, so long before the system's time.
    void hold(std::chrono::microseconds behind);
    void advance(std::chrono::microseconds step); // while it is held
    // It runs again, at the system's time, to which it jumps if it has not come there.
    void letGo();
    bool isHeld() const { return m_isHeld.load(std::memory_order_acquire); }

private:
    const SystemClock m_system;
    std::atomic<bool> m_isHeld{false};
    std::atomic<std::int64_t> m_nowUs{0};   // while it is held
    std::atomic<std::int64_t> m_aheadNs{0}; // of ticks: what was advanced
    std::atomic<Tick> m_heldTick{};         // the steady clock's when it was held
};

} // namespace gotoai::app
