// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hypercore/orders/finishedorder.h"
#include "support/catalogfixture.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace gotoai::test {

// Keeps what it hears.
class FinishedOrders final : public hypercore::FinishedOrderSink
{
public:
    void orderFinished(std::shared_ptr<const hypercore::FinishedOrder> order) override
    {
        orders.push_back(std::move(order));
    }
    std::vector<std::shared_ptr<const hypercore::FinishedOrder>> orders;
};

// Whatever ids were made before: those of one thread ascend, and tests go back in time.
inline OrderId orderIdAt(Instant at)
{
    IdBytes bytes = makeUuidV7(at);
    const auto ms = static_cast<std::uint64_t>(toMicroseconds(at) / 1000);
    for (std::size_t i = 0; i < 6; ++i)
        bytes[i] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
    return OrderId(bytes);
}

// A finalized order: 30 tokens in, 14 out, 40 ms, for $0.0000071. It ended at `endedAt`.
inline hypercore::FinishedOrder makeFinishedOrder(const std::shared_ptr<const supply::Endpoint>& endpoint,
                                                  const AccountId& account, const KeyId& key, Instant endedAt)
{
    hypercore::FinishedOrder order;
    order.arrivedAt = endedAt - std::chrono::milliseconds(40);
    order.duration = std::chrono::milliseconds(40);
    order.overhead = std::chrono::microseconds(900);
    order.id = orderIdAt(order.arrivedAt);
    order.account = account;
    order.key = key;
    order.model = endpoint->model;
    order.endpoint = endpoint;
    order.state = clearinghouse::OrderState::Finalized;
    order.reason = "completed";
    order.clientStatus = 200;
    order.usage[Meter::Prompt] = 20;
    order.usage[Meter::CacheRead] = 10;
    order.usage[Meter::Completion] = 9;
    order.usage[Meter::Reasoning] = 5;
    order.usageSource = UsageSource::Reported;
    order.hold = Money::fromNano(900'000);
    order.cost = {Money::fromNano(7'100), Money::fromNano(7'000), Money::fromNano(100)};
    order.clientAddress = "192.0.2.7";
    clearinghouse::AttemptRecord record{.number = 1,
                                        .provider = endpoint->provider->id,
                                        .endpoint = endpoint->id,
                                        .price = endpoint->price,
                                        .payer = clearinghouse::Payer::User,
                                        .usage = order.usage,
                                        .usageSource = UsageSource::Reported,
                                        .outcome = "answered",
                                        .upstreamId = "up-1",
                                        .httpStatus = 200,
                                        .startedAt = order.arrivedAt + std::chrono::milliseconds(1),
                                        .firstTokenAt = endedAt - std::chrono::milliseconds(20),
                                        .endedAt = endedAt - std::chrono::milliseconds(1)};
    order.attempts.push_back({endpoint, std::move(record)});
    return order;
}

} // namespace gotoai::test
