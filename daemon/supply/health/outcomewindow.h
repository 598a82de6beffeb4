// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string_view>

namespace gotoai::supply {

// What became of an attempt, as far as it tells about its endpoint.
enum class AttemptFate : std::uint8_t { Answered, RateLimited, Unreachable, TimedOut, Refused, Malformed, Cut };

inline constexpr std::array<AttemptFate, 7> kAttemptFates = {
    AttemptFate::Answered, AttemptFate::RateLimited, AttemptFate::Unreachable, AttemptFate::TimedOut,
    AttemptFate::Refused,  AttemptFate::Malformed,   AttemptFate::Cut};

std::string_view attemptFateWord(AttemptFate fate); // "answered", "rate_limited", …

// Counts of one window.
struct FateCounts
{
    std::array<std::int64_t, kAttemptFates.size()> counts{};

    std::int64_t operator[](AttemptFate fate) const { return counts[static_cast<std::size_t>(fate)]; }
    std::int64_t total() const;
    std::int64_t failed() const; // neither answered nor rate limited
};

// How the attempts of the last minute ended. Lock-free, used by all lanes; a count that meets the turn of a bucket may
// be lost.
class OutcomeWindow
{
public:
    static constexpr std::chrono::seconds kBucket{5};
    static constexpr std::size_t kBuckets = 12;

    void count(AttemptFate fate, Tick now);
    FateCounts counts(Tick now) const;

private:
    struct Bucket
    {
        std::atomic<std::int64_t> period{-1}; // which five seconds since the clock's epoch it counts
        std::array<std::atomic<std::uint32_t>, kAttemptFates.size()> counts{};
    };
    std::array<Bucket, kBuckets> m_buckets;
};

} // namespace gotoai::supply
