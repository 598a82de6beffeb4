// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>

namespace gotoai::hypercore {

// How doubts have ended since the start. Owned by the daemon; read by anyone.
struct DoubtFigures
{
    std::atomic<std::uint64_t> byRecord{0};   // of the provider
    std::atomic<std::uint64_t> byEvidence{0}; // of our own
    std::atomic<std::uint64_t> byDeadline{0};
    std::atomic<std::uint64_t> byOperator{0};
};

} // namespace gotoai::hypercore
