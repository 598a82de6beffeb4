// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hypercore/orders/finishedorder.h"

#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

namespace gotoai::lookout {

// What was wrong with the usage of an order.
struct UsageFinding
{
    OrderId order;
    EndpointId endpoint; // whose provider reported it
    hypercore::UsageFault fault;
};

// The way of orders with something wrong in their usage from the lanes to the main thread. Any thread; most orders
// pass it without a lock. Beyond what it holds, more of the same is dropped: who looks has seen enough.
class UsageFeed final : public hypercore::FinishedOrderSink
{
public:
    static constexpr std::size_t kCapacity = 256;

    void orderFinished(std::shared_ptr<const hypercore::FinishedOrder> order) override;
    void note(const UsageFinding& finding);
    std::vector<UsageFinding> take();

private:
    std::mutex m_mutex;
    std::vector<UsageFinding> m_findings;
};

} // namespace gotoai::lookout
