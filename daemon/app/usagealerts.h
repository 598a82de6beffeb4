// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alert.h"
#include "base/clock.h"
#include "hypercore/orders/finishedorder.h"

#include <chrono>
#include <functional>
#include <map>
#include <mutex>

namespace gotoai::app {

// Tells operators of providers that report usage which cannot be: of each endpoint at most once in kQuiet, however many
// orders it lies about. Heard on the lanes' threads; `raise` takes a finding on any thread.
class UsageAlerts final : public hypercore::FinishedOrderSink
{
public:
    static constexpr std::chrono::seconds kQuiet{10};

    // `clock` outlives it.
    UsageAlerts(const Clock& clock, std::function<void(alerts::Finding)> raise)
        : m_clock(clock)
        , m_raise(std::move(raise))
    {}

    void orderFinished(std::shared_ptr<const hypercore::FinishedOrder> order) override;

private:
    bool isQuiet(const EndpointId& endpoint);

    const Clock& m_clock;
    const std::function<void(alerts::Finding)> m_raise;
    std::mutex m_mutex;
    std::map<EndpointId, Tick> m_raisedAt;
};

} // namespace gotoai::app
