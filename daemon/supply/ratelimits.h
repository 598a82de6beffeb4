// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

namespace gotoai::supply {

// What a provider tells of its limits in an answer's header fields; empty: not told. Sources: OpenAI API reference,
// "Rate limits" (x-ratelimit-…); Anthropic API reference, "Response headers" (anthropic-ratelimit-…).
struct RateLimits
{
    std::optional<std::int64_t> requestsLimit{};
    std::optional<std::int64_t> requestsLeft{};
    std::optional<std::int64_t> tokensLimit{};
    std::optional<std::int64_t> tokensLeft{};

    bool isTold() const { return requestsLeft || tokensLeft; }
    bool operator==(const RateLimits&) const = default;
};

} // namespace gotoai::supply
