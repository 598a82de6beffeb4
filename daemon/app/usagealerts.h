// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alert.h"
#include "hypercore/orders/finishedorder.h"

#include <functional>

namespace gotoai::app {

// Tells operators of providers that report usage which cannot be. Heard on the lanes' threads; `raise` takes a finding
// on any thread.
class UsageAlerts final : public hypercore::FinishedOrderSink
{
public:
    explicit UsageAlerts(std::function<void(alerts::Finding)> raise)
        : m_raise(std::move(raise))
    {}

    void orderFinished(std::shared_ptr<const hypercore::FinishedOrder> order) override;

private:
    const std::function<void(alerts::Finding)> m_raise;
};

} // namespace gotoai::app
