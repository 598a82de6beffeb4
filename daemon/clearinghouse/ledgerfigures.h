// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>

namespace gotoai::clearinghouse {

// The ledger at a glance, as of its last commit. Owned by the store; written by its writer's thread, read by anyone.
struct LedgerFigures
{
    std::atomic<std::uint64_t> reserved{0}; // orders that run
    std::atomic<std::uint64_t> inDoubt{0};
    std::atomic<std::int64_t> heldNano{0}; // by both
};

} // namespace gotoai::clearinghouse
