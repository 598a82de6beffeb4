// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>

namespace gotoai::supply {

// Quantiles of a positive quantity over the last ten to twenty minutes, to an eighth of their value. Two generations of
// four bins an octave, up to 2²⁸. Lock-free, used by all lanes; a value that meets the turn of a generation may be
// lost.
class SpeedHistogram
{
public:
    static constexpr std::chrono::minutes kGeneration{10};

    struct Quantiles
    {
        std::int64_t count = 0; // 0: nothing was measured, the rest is 0
        std::int64_t p50 = 0;
        std::int64_t p90 = 0;
        std::int64_t p95 = 0;
        std::int64_t p99 = 0;
    };

    // Returns the median of all values with this one.
    std::int64_t add(std::int64_t value, Tick now);
    Quantiles quantiles(Tick now) const;

private:
    static constexpr std::size_t kBins = 112;
    static std::size_t binOf(std::int64_t value);
    static std::int64_t middleOf(std::size_t bin);

    struct Generation
    {
        std::atomic<std::int64_t> period{-1};
        std::array<std::atomic<std::uint32_t>, kBins> counts{};
    };
    std::array<std::int64_t, kBins> sums(std::int64_t period) const;

    std::array<Generation, 2> m_generations;
};

} // namespace gotoai::supply
