// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/ipaddress.h"
#include "http/limits.h"

#include <atomic>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace gotoai::http {

// How many connections are open, in all and by address, and how much they hold of requests' bodies, over the listeners
// that share it: the kernel spreads one client's connections over all lanes, so no lane alone could hold him to a
// number. From any thread.
class ConnectionCounts : public std::enable_shared_from_this<ConnectionCounts>
{
public:
    // One connection's place; given back when it goes.
    class Place
    {
    public:
        Place() = default;
        Place(Place&& other) noexcept
            : m_counts(std::move(other.m_counts))
            , m_site(other.m_site)
            , m_bodyBytes(std::exchange(other.m_bodyBytes, 0))
        {}
        Place& operator=(Place&& other) noexcept
        {
            std::swap(m_counts, other.m_counts);
            std::swap(m_site, other.m_site);
            std::swap(m_bodyBytes, other.m_bodyBytes);
            return *this;
        }
        ~Place();

        // The connection holds `bytes` of bodies from now on; false where there is no room for more, and nothing has
        // changed. There always is for less than before, and for kSparedBodyBytes.
        bool holdBodies(std::size_t bytes, const Limits& limits);
        // Whether there would be now.
        bool hasRoomForBodies(std::size_t bytes, const Limits& limits) const;

    private:
        friend class ConnectionCounts;
        std::shared_ptr<ConnectionCounts> m_counts;
        std::optional<IpAddress> m_site; // where it counts; nowhere for addresses that are spared
        std::size_t m_bodyBytes = 0;     // beyond what is spared
    };

    // Nothing when there is no place left, in all or for that address. An IPv6 client counts with its /64. Trusted
    // proxies, which bring many clients, and loopback, unless the limits say otherwise, count in all only.
    std::optional<Place> take(const IpAddress& address, const Limits& limits);

private:
    void giveBack(const std::optional<IpAddress>& site);

    std::mutex m_mutex;
    std::atomic<std::size_t> m_bodyBytes{0};
    std::size_t m_total = 0;
    std::map<IpAddress, std::size_t> m_bySite;
};

} // namespace gotoai::http
