// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace gotoai::gateway {

// Requests that were refused before they became orders, by code. Counted by all lanes, read by anyone.
class RefusalFigures
{
public:
    static constexpr std::size_t kCodeCount = static_cast<std::size_t>(ErrorCode::Internal) + 1;

    void count(ErrorCode code) { m_counts[static_cast<std::size_t>(code)].fetch_add(1, std::memory_order_relaxed); }
    std::uint64_t of(ErrorCode code) const
    {
        return m_counts[static_cast<std::size_t>(code)].load(std::memory_order_relaxed);
    }

private:
    std::array<std::atomic<std::uint64_t>, kCodeCount> m_counts{};
};

} // namespace gotoai::gateway
