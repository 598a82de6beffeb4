// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/ipaddress.h"
#include "http/limits.h"

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

namespace gotoai::http {

// How many connections are open, in all and by address, over the listeners that share it: the kernel spreads one
// client's connections over all lanes, so no lane alone could hold him to a number. From any thread.
class ConnectionCounts : public std::enable_shared_from_this<ConnectionCounts>
{
public:
    // One connection's place; given back when it goes.
    class Place
    {
    public:
        Place() = default;
        Place(Place&& other) noexcept = default;
        Place& operator=(Place&& other) noexcept
        {
            std::swap(m_counts, other.m_counts);
            std::swap(m_site, other.m_site);
            return *this;
        }
        ~Place();

    private:
        friend class ConnectionCounts;
        std::shared_ptr<ConnectionCounts> m_counts;
        std::optional<IpAddress> m_site; // where it counts; nowhere for addresses that are spared
    };

    // Nothing when there is no place left, in all or for that address. An IPv6 client counts with its /64. Trusted
    // proxies, which bring many clients, and loopback, unless the limits say otherwise, count in all only.
    std::optional<Place> take(const IpAddress& address, const Limits& limits);

private:
    void giveBack(const std::optional<IpAddress>& site);

    std::mutex m_mutex;
    std::size_t m_total = 0;
    std::map<IpAddress, std::size_t> m_bySite;
};

} // namespace gotoai::http
