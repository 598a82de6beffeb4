// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/codec.h"

#include <optional>
#include <string>
#include <vector>

namespace gotoai::protocol {

// How an endpoint does. Its score is 70 × availability + 15 × promptness + 15 × headroom, capped while the breaker is
// not closed; the daemon's supply/health/README.md has the formula of each part.
struct HealthParts
{
    std::int64_t availabilityPerMille = 0;
    std::int64_t promptnessPerMille = 0;
    std::int64_t headroomPerMille = 0;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("availability_per_mille", self.availabilityPerMille);
        codec.required("promptness_per_mille", self.promptnessPerMille);
        codec.required("headroom_per_mille", self.headroomPerMille);
    }
};

struct Breaker
{
    std::string state; // "closed", "open", "half_open"
    std::int64_t failuresInARow = 0;
    std::int64_t openings = 0; // since it was last calm
    bool isProbing = false;
    std::int64_t probeInMs = 0; // open: until a probe may pass

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("state", self.state);
        codec.required("failures_in_a_row", self.failuresInARow);
        codec.required("openings", self.openings);
        codec.required("is_probing", self.isProbing);
        codec.required("probe_in_ms", self.probeInMs);
    }
};

// Attempts of the last minute by what became of them.
struct AttemptFates
{
    std::int64_t answered = 0;
    std::int64_t rateLimited = 0;
    std::int64_t unreachable = 0;
    std::int64_t timedOut = 0;
    std::int64_t refused = 0;
    std::int64_t malformed = 0;
    std::int64_t cut = 0;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("answered", self.answered);
        codec.required("rate_limited", self.rateLimited);
        codec.required("unreachable", self.unreachable);
        codec.required("timed_out", self.timedOut);
        codec.required("refused", self.refused);
        codec.required("malformed", self.malformed);
        codec.required("cut", self.cut);
    }
};

// Times to the first token of streams, of the last ten to twenty minutes, for prompts of up to so many tokens.
struct FirstTokenTimes
{
    std::optional<std::int64_t> maxPromptTokens; // null: any size above the others
    std::int64_t count = 0;
    std::int64_t p50Ms = 0;
    std::int64_t p90Ms = 0;
    std::int64_t p95Ms = 0;
    std::int64_t p99Ms = 0;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.nullable("max_prompt_tokens", self.maxPromptTokens);
        codec.required("count", self.count);
        codec.required("p50_ms", self.p50Ms);
        codec.required("p90_ms", self.p90Ms);
        codec.required("p95_ms", self.p95Ms);
        codec.required("p99_ms", self.p99Ms);
    }
};

// Tokens a second after the first one, of the same time.
struct TokenRates
{
    std::int64_t count = 0;
    std::int64_t p50 = 0;
    std::int64_t p90 = 0;
    std::int64_t p99 = 0;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("count", self.count);
        codec.required("p50", self.p50);
        codec.required("p90", self.p90);
        codec.required("p99", self.p99);
    }
};

// What the provider told of its limits within the last minute.
struct RateLimitState
{
    std::int64_t limitedForMs = 0; // it asked us to wait so long yet
    std::optional<std::int64_t> requestsLimit;
    std::optional<std::int64_t> requestsLeft;
    std::optional<std::int64_t> tokensLimit;
    std::optional<std::int64_t> tokensLeft;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("limited_for_ms", self.limitedForMs);
        codec.nullable("requests_limit", self.requestsLimit);
        codec.nullable("requests_left", self.requestsLeft);
        codec.nullable("tokens_limit", self.tokensLimit);
        codec.nullable("tokens_left", self.tokensLeft);
    }
};

struct EndpointHealth
{
    EndpointId endpoint;
    std::int64_t score = 0; // 0…100
    HealthParts parts;
    Breaker breaker;
    AttemptFates lastMinute;
    std::vector<FirstTokenTimes> firstToken; // by size of prompt
    TokenRates tokensPerSecond;
    RateLimitState rateLimit;
    std::int64_t lastResorts = 0; // attempts since the start although it was ejected, for want of a better one

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("endpoint", self.endpoint);
        codec.required("score", self.score);
        codec.required("parts", self.parts);
        codec.required("breaker", self.breaker);
        codec.required("last_minute", self.lastMinute);
        codec.required("first_token", self.firstToken);
        codec.required("tokens_per_second", self.tokensPerSecond);
        codec.required("rate_limit", self.rateLimit);
        codec.required("last_resorts", self.lastResorts);
    }
};

} // namespace gotoai::protocol
