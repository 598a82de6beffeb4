// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hypercore/orders/finishedorder.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>

namespace gotoai::control {

// The way of ended orders from one lane to the main thread: a bounded ring without locks, one writer and one reader.
// What does not fit is counted and gone; while nobody listens, nothing is taken. Outlives its lane.
class OrderFeed final : public hypercore::FinishedOrderSink
{
public:
    static constexpr std::size_t kCapacity = 256;
    using OrderPtr = std::shared_ptr<const hypercore::FinishedOrder>;

    // Lane's thread.
    void orderFinished(OrderPtr order) override;

    // Main thread.
    void setWanted(bool isWanted) { m_isWanted.store(isWanted, std::memory_order_relaxed); }
    OrderPtr take(); // null: nothing waits
    std::uint64_t takeDropped() { return m_dropped.exchange(0, std::memory_order_relaxed); }

private:
    std::array<OrderPtr, kCapacity> m_slots;
    std::atomic<std::uint64_t> m_written{0};
    std::atomic<std::uint64_t> m_read{0};
    std::atomic<std::uint64_t> m_dropped{0};
    std::atomic<bool> m_isWanted{false};
};

} // namespace gotoai::control
