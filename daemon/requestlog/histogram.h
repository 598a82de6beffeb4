// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace gotoai::requestlog {

// How often a duration fell between which two bounds. Adding two histograms gives that of all durations, which makes
// percentiles of hours and groups possible; they are as exact as the bounds are close (about a third).
class Histogram
{
public:
    static constexpr std::array<std::int64_t, 28> kBoundsMs = {
        1,   2,   3,   5,    7,    10,   15,   20,   30,   50,    70,    100,   150,   200,
        300, 500, 700, 1000, 1500, 2000, 3000, 5000, 7000, 10000, 15000, 30000, 60000, 120000};

    void add(std::chrono::microseconds duration);
    void add(const Histogram& other);
    bool isEmpty() const { return count() == 0; }
    std::int64_t count() const;

    // In milliseconds, the upper bound of the bucket that holds the share (per mille) of all; what lies above the last
    // bound counts as that bound. Empty when nothing was added.
    std::optional<std::int64_t> percentileMs(std::int64_t perMille) const;

    // Pairs of bucket and count, both LEB128, empty buckets left out. Corrupt when bytes are nothing of the kind.
    std::string encode() const;
    static Result<Histogram> decode(std::span<const std::uint8_t> bytes);

    bool operator==(const Histogram&) const = default;

private:
    std::array<std::int64_t, kBoundsMs.size() + 1> m_counts{};
};

} // namespace gotoai::requestlog
