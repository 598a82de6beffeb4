// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/codec.h"

#include <optional>
#include <string>
#include <vector>

namespace gotoai::protocol {

// Durations by which a share of requests had come about, each as exact as the bounds of a histogram allow.
struct Percentiles
{
    std::int64_t p50Ms = 0;
    std::int64_t p90Ms = 0;
    std::int64_t p95Ms = 0;
    std::int64_t p99Ms = 0;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("p50_ms", self.p50Ms);
        codec.required("p90_ms", self.p90Ms);
        codec.required("p95_ms", self.p95Ms);
        codec.required("p99_ms", self.p99Ms);
    }
};

// What a number of requests adds up to. Tokens as OpenAI counts them, of answers that were charged.
struct UsageFigures
{
    std::int64_t requests = 0;
    std::int64_t failures = 0;
    std::int64_t estimated = 0;
    std::int64_t attempts = 0;
    std::int64_t promptTokens = 0;
    std::int64_t completionTokens = 0;
    std::int64_t cacheReadTokens = 0;
    std::int64_t cacheWriteTokens = 0;
    std::int64_t reasoningTokens = 0;
    std::int64_t audioTokens = 0;
    std::int64_t images = 0;
    Money charge;
    Money providerCost;
    Money platformFee;
    std::optional<Percentiles> duration;
    std::optional<Percentiles> firstToken; // of streamed answers

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("requests", self.requests);
        codec.required("failures", self.failures);
        codec.required("estimated", self.estimated);
        codec.required("attempts", self.attempts);
        codec.required("prompt_tokens", self.promptTokens);
        codec.required("completion_tokens", self.completionTokens);
        codec.required("cache_read_tokens", self.cacheReadTokens);
        codec.required("cache_write_tokens", self.cacheWriteTokens);
        codec.required("reasoning_tokens", self.reasoningTokens);
        codec.required("audio_tokens", self.audioTokens);
        codec.required("images", self.images);
        codec.required("charge_usd", self.charge);
        codec.required("provider_cost_usd", self.providerCost);
        codec.required("platform_fee_usd", self.platformFee);
        codec.nullable("duration", self.duration);
        codec.nullable("first_token", self.firstToken);
    }
};

struct UsagePoint
{
    Instant at{}; // the bucket's begin
    UsageFigures figures;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("at", self.at);
        codec.required("figures", self.figures);
    }
};

struct UsageGroup
{
    std::optional<std::string> name; // a model or an id; null: everything, what reached no provider, or the others
    bool isOthers = false;           // all groups beyond the limit
    UsageFigures total;
    std::vector<UsagePoint> points; // one a bucket of the range, those without requests too

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.nullable("name", self.name);
        codec.required("others", self.isOthers);
        codec.required("total", self.total);
        codec.required("points", self.points);
    }
};

struct UsageReport
{
    Instant from{};
    Instant to{};
    std::string step; // "minute", "hour", "day"
    std::optional<std::string> groupBy;
    std::optional<Instant> keptFrom; // nothing is known of the time before
    UsageFigures total;
    std::vector<UsageGroup> groups; // the dearest first

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("from", self.from);
        codec.required("to", self.to);
        codec.required("step", self.step);
        codec.nullable("group_by", self.groupBy);
        codec.nullable("kept_from", self.keptFrom);
        codec.required("total", self.total);
        codec.required("groups", self.groups);
    }
};

} // namespace gotoai::protocol
