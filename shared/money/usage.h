// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace gotoai {

// What a call is measured in. The meters are disjoint: cached prompt tokens are not in Prompt, reasoning tokens are not
// in Completion. Adapters bring each provider's own counting into this shape.
enum class Meter : std::uint8_t { Prompt, CacheRead, CacheWrite, Completion, Reasoning, Image, Audio, Request };

inline constexpr std::size_t kMeterCount = 8;
inline constexpr std::array<Meter, kMeterCount> kMeters = {Meter::Prompt,     Meter::CacheRead, Meter::CacheWrite,
                                                           Meter::Completion, Meter::Reasoning, Meter::Image,
                                                           Meter::Audio,      Meter::Request};

std::string_view meterWord(Meter meter); // "prompt", "cache_read", …

// Nothing real comes near; a count above it is a provider's error and is refused where it enters.
inline constexpr std::int64_t kMaxTokenCount = 1'000'000'000;

// Counts by meter, each in 0…kMaxTokenCount.
struct Usage
{
    std::array<std::int64_t, kMeterCount> counts{};

    std::int64_t& operator[](Meter meter) { return counts[static_cast<std::size_t>(meter)]; }
    std::int64_t operator[](Meter meter) const { return counts[static_cast<std::size_t>(meter)]; }
    // As OpenAI counts: cached inside the prompt, reasoning inside the completion.
    std::int64_t promptTokens() const
    {
        return (*this)[Meter::Prompt] + (*this)[Meter::CacheRead] + (*this)[Meter::CacheWrite];
    }
    std::int64_t completionTokens() const { return (*this)[Meter::Completion] + (*this)[Meter::Reasoning]; }
    bool isZero() const { return counts == decltype(counts){}; }
    bool isWithinLimits() const;
    bool operator==(const Usage&) const = default;
};

// Where an attempt's counts come from. None: nobody counted, the counts are zero and mean nothing.
enum class UsageSource : std::uint8_t { None, Reported, Estimated };

std::string_view usageSourceWord(UsageSource source);

} // namespace gotoai
