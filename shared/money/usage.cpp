// SPDX-License-Identifier: GPL-3.0-or-later
#include "money/usage.h"

#include <algorithm>

namespace gotoai {

std::string_view meterWord(Meter meter)
{
    switch (meter) {
    case Meter::Prompt: return "prompt";
    case Meter::CacheRead: return "cache_read";
    case Meter::CacheWrite: return "cache_write";
    case Meter::Completion: return "completion";
    case Meter::Reasoning: return "reasoning";
    case Meter::Image: return "image";
    case Meter::Audio: return "audio";
    case Meter::Request: return "request";
    }
    return "prompt";
}

bool Usage::isWithinLimits() const
{
    return std::all_of(counts.begin(), counts.end(),
                       [](std::int64_t count) { return count >= 0 && count <= kMaxTokenCount; });
}

std::string_view usageSourceWord(UsageSource source)
{
    switch (source) {
    case UsageSource::None: return "none";
    case UsageSource::Reported: return "reported";
    case UsageSource::Estimated: return "estimated";
    }
    return "none";
}

} // namespace gotoai
