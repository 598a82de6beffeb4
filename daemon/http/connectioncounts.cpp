// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/connectioncounts.h"

namespace gotoai::http {

namespace {

bool isSpared(const IpAddress& address, const Limits& limits)
{
    if (limits.maxConnectionsPerAddress == 0 || isAmong(limits.trustedProxies, address))
        return true;
    return address.isLoopback() && limits.loopback == Loopback::Spared;
}

} // namespace

ConnectionCounts::Place::~Place()
{
    if (m_counts)
        m_counts->giveBack(m_site);
}

std::optional<ConnectionCounts::Place> ConnectionCounts::take(const IpAddress& address, const Limits& limits)
{
    const std::lock_guard lock(m_mutex);
    if (m_total >= limits.maxConnections)
        return std::nullopt;
    Place place;
    if (!isSpared(address, limits)) {
        auto& count = m_bySite[address.site()];
        if (count >= limits.maxConnectionsPerAddress)
            return std::nullopt;
        ++count;
        place.m_site = address.site();
    }
    ++m_total;
    place.m_counts = shared_from_this();
    return place;
}

void ConnectionCounts::giveBack(const std::optional<IpAddress>& site)
{
    const std::lock_guard lock(m_mutex);
    --m_total;
    if (!site)
        return;
    const auto found = m_bySite.find(*site);
    if (--found->second == 0)
        m_bySite.erase(found);
}

} // namespace gotoai::http
