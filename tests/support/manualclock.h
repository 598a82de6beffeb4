// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <atomic>

namespace gotoai::test {

// A clock that stands still until it is told. Safe to read from any thread.
class ManualClock final : public Clock
{
public:
    explicit ManualClock(Instant start = fromMicroseconds(1'700'000'000'000'000))
        : m_start(start)
    {}

    Instant now() const override { return m_start + std::chrono::microseconds(m_passed.load()); }
    Tick tick() const override { return Tick{} + std::chrono::microseconds(m_passed.load()); }
    void advance(std::chrono::microseconds by) { m_passed += by.count(); }

private:
    Instant m_start;
    std::atomic<std::int64_t> m_passed{0};
};

} // namespace gotoai::test
