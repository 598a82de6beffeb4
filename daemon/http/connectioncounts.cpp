// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/connectioncounts.h"

#include <algorithm>

namespace gotoai::http {

namespace {

bool isSpared(const IpAddress& address, const Limits& limits)
{
    if (limits.maxConnectionsPerAddress == 0 || isAmong(limits.trustedProxies, address))
        return true;
    return address.isLoopback() && limits.loopback == Loopback::Spared;
}

std::size_t countedOf(std::size_t bytes) { return bytes - std::min(bytes, kSparedBodyBytes); }

} // namespace

ConnectionCounts::Place::~Place()
{
    if (!m_counts)
        return;
    m_counts->m_bodyBytes -= m_bodyBytes;
    m_counts->giveBack(m_site);
}

bool ConnectionCounts::Place::holdBodies(std::size_t bytes, const Limits& limits)
{
    const std::size_t counted = countedOf(bytes);
    if (counted <= m_bodyBytes) {
        m_counts->m_bodyBytes -= m_bodyBytes - counted;
    } else if (const std::size_t more = counted - m_bodyBytes;
               m_counts->m_bodyBytes.fetch_add(more) + more > limits.maxHeldBodyBytes) {
        m_counts->m_bodyBytes -= more;
        return false;
    }
    m_bodyBytes = counted;
    return true;
}

bool ConnectionCounts::Place::hasRoomForBodies(std::size_t bytes, const Limits& limits) const
{
    const std::size_t counted = countedOf(bytes);
    return counted <= m_bodyBytes || m_counts->m_bodyBytes + (counted - m_bodyBytes) <= limits.maxHeldBodyBytes;
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
