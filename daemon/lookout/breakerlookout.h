// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alertstore.h"
#include "supply/health/healthbook.h"
#include "supply/registry/catalogstore.h"

#include <chrono>
#include <map>

namespace gotoai::lookout {

// Raises `breaker_open` about endpoints in service that have been left alone for kLong, and clears it when the breaker
// closes or the endpoint goes out of service. On one thread.
class BreakerLookout
{
public:
    static constexpr const char* kKind = "breaker_open";
    static constexpr std::chrono::minutes kLong{5};

    // All outlive it.
    BreakerLookout(alerts::AlertStore& alerts, const supply::CatalogStore& catalog, const supply::HealthBook& health,
                   const Clock& clock);

    void tick();

private:
    struct Since
    {
        Tick at{};
        bool isTold = false;
    };

    void clearStale();
    void raise(const supply::Endpoint& endpoint);

    alerts::AlertStore& m_alerts;
    const supply::CatalogStore& m_catalog;
    const supply::HealthBook& m_health;
    const Clock& m_clock;
    std::map<EndpointId, Since> m_open;
    bool m_isBegun = false;
};

} // namespace gotoai::lookout
