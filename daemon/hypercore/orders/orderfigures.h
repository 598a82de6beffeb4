// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>

namespace gotoai::hypercore {

// Counts of orders since the start, over all lanes. Owned by the daemon, outlives its lanes; written by them, read by
// anyone.
struct OrderFigures
{
    std::atomic<std::uint64_t> finalized{0};
    std::atomic<std::uint64_t> released{0};
    std::atomic<std::uint64_t> rejected{0};  // the wallet could not carry the hold
    std::atomic<std::uint64_t> repeated{0};  // requests that had made an order before
    std::atomic<std::uint64_t> unsettled{0}; // gauge: ended, but the store could not take the settlement yet
    std::atomic<std::uint64_t> attempts{0};
    std::atomic<std::uint64_t> failedAttempts{0};
    std::atomic<std::uint64_t> clientsGone{0};
    std::atomic<std::uint64_t> cut{0}; // by kill switches
    std::atomic<std::int64_t> chargedNano{0};
};

} // namespace gotoai::hypercore
