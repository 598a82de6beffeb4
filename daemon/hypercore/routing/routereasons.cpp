// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/routing/routereasons.h"

#include <cstdlib>

namespace gotoai::hypercore {

std::string_view standingWord(Standing standing)
{
    switch (standing) {
    case Standing::Candidate: return "candidate";
    case Standing::BeyondAttempts: return "beyond_attempts";
    case Standing::EndpointOff: return "endpoint_off";
    case Standing::ProviderOff: return "provider_off";
    case Standing::NoPrice: return "no_price";
    case Standing::BreakerOpen: return "breaker_open";
    case Standing::NotPrivate: return "not_private";
    case Standing::RetainsPrompts: return "retains_prompts";
    case Standing::NotAmongOnly: return "not_among_only";
    case Standing::Ignored: return "ignored";
    case Standing::NotAmongOrder: return "not_among_order";
    case Standing::OtherQuantization: return "other_quantization";
    case Standing::LacksFeature: return "lacks_feature";
    case Standing::TooDear: return "too_dear";
    case Standing::OtherTier: return "other_tier";
    case Standing::Stopped: return "kill_switch";
    case Standing::RateLimited: return "rate_limited";
    case Standing::NotAllowed: return "not_allowed";
    }
    std::abort();
}

} // namespace gotoai::hypercore
