// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/ipaddress.h"

#include <chrono>
#include <cstddef>

namespace gotoai::http {

// Whether connections from this machine count against the limit of an address.
enum class Loopback { Spared, Counted };

// What a connection may always hold of bodies, so that small requests are served while large ones fill what there is.
inline constexpr std::size_t kSparedBodyBytes = 32 * 1024;

// Limits of the edge. Every one has a refusal of its own (408, 413, 414, 431, 503 or a closed connection).
struct Limits
{
    std::size_t maxHeadBytes = 32 * 1024;
    std::size_t maxHeaders = 100;
    std::size_t maxTargetBytes = 8 * 1024;
    std::size_t maxBodyBytes = 32 * 1024 * 1024;
    // Bodies in memory, over all listeners that share their counts, beyond kSparedBodyBytes of each connection: of
    // requests that are arriving, that wait and that are being answered.
    std::size_t maxHeldBodyBytes = 256 * 1024 * 1024;
    std::size_t maxPipelined = 16;            // requests that may wait behind one being answered
    std::size_t maxConnections = 10'000;      // over all listeners that share their counts
    std::size_t maxConnectionsPerAddress = 0; // likewise; 0: no limit
    Loopback loopback = Loopback::Spared;
    AddressBlocks trustedProxies{}; // what they say about whom they forward for is believed
    std::chrono::milliseconds headDeadline{10'000};
    std::chrono::milliseconds bodyDeadline{60'000};
    std::chrono::milliseconds idleDeadline{75'000};  // between requests on a kept connection
    std::chrono::milliseconds writeDeadline{60'000}; // for what waits to be sent, or 16 KiB of it
};

} // namespace gotoai::http
