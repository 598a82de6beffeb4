// SPDX-License-Identifier: GPL-3.0-or-later
#include "lookout/breakerlookout.h"

#include <set>
#include <string>
#include <vector>

namespace gotoai::lookout {

BreakerLookout::BreakerLookout(alerts::AlertStore& alerts, const supply::CatalogStore& catalog,
                               const supply::HealthBook& health, const Clock& clock)
    : m_alerts(alerts)
    , m_catalog(catalog)
    , m_health(health)
    , m_clock(clock)
{}

void BreakerLookout::tick()
{
    const Tick now = m_clock.tick();
    for (const auto& [id, endpoint] : m_catalog.endpoints()) {
        const bool isInService = endpoint->state == supply::EndpointState::Enabled && endpoint->provider->isEnabled;
        if (!isInService || m_health.recordOf(*endpoint).isCalm() ||
            m_health.recordOf(*endpoint).breaker(now).state == supply::CircuitBreaker::State::Closed) {
            if (m_open.erase(id) > 0)
                m_alerts.clear(kKind, id.toString());
            continue;
        }
        Since& since = m_open.try_emplace(id, Since{now}).first->second;
        if (since.isTold || now - since.at < kLong)
            continue;
        since.isTold = true;
        raise(*endpoint);
    }
    clearStale();
}

// What an earlier process raised, of breakers that are closed by now.
void BreakerLookout::clearStale()
{
    if (m_isBegun)
        return;
    m_isBegun = true;
    std::vector<std::string> over;
    std::set<std::string> open;
    for (const auto& [id, since] : m_open)
        open.insert(id.toString());
    for (const auto& [id, alert] : m_alerts.alerts()) {
        if (alert->isOpen() && alert->finding.kind == kKind && !open.contains(alert->finding.subject))
            over.push_back(alert->finding.subject);
    }
    for (const std::string& subject : over)
        m_alerts.clear(kKind, subject);
}

void BreakerLookout::raise(const supply::Endpoint& endpoint)
{
    m_alerts.raise({.kind = kKind,
                    .severity = alerts::Severity::Warning,
                    .subject = endpoint.id.toString(),
                    .account = std::nullopt,
                    .facts = "The endpoint of " + endpoint.model + " at " + endpoint.provider->name +
                             " has failed for " + std::to_string(kLong.count()) + " minutes and is left alone."});
}

} // namespace gotoai::lookout
