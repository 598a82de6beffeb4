// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/codec.h"
#include "protocol/problem.h"

#include <optional>
#include <string>
#include <vector>

namespace gotoai::protocol {

// An endpoint as routing weighed it.
struct ConsideredEndpoint
{
    EndpointId endpoint;
    std::string provider; // its name; empty where the endpoint is not known any more
    std::string model;
    std::string standing; // "candidate", "beyond_attempts", "not_private" …: why it was taken or not
    UsdPerMillion prompt;
    UsdPerMillion completion;
    Money expectedCost;        // what the provider asks for a request like this one, about
    std::optional<Money> hold; // of candidates: the most that it can cost the user there
    std::optional<std::int32_t> quality;
    std::optional<std::int32_t> codeScore;
    std::int32_t tier = 1;
    std::int32_t health = 100; // score of 0 to 100
    bool isBreakerOpen = false;
    bool isRateLimited = false;               // its provider wants it to be left alone for now
    std::optional<std::int64_t> firstTokenMs; // median, as measured
    std::optional<std::int32_t> tokensPerSecond;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("endpoint", self.endpoint);
        codec.required("provider", self.provider);
        codec.required("model", self.model);
        codec.required("standing", self.standing);
        codec.required("prompt_usd_per_1m", self.prompt);
        codec.required("completion_usd_per_1m", self.completion);
        codec.required("expected_cost_usd", self.expectedCost);
        codec.nullable("hold_usd", self.hold);
        codec.nullable("quality", self.quality);
        codec.nullable("code_score", self.codeScore);
        codec.required("tier", self.tier);
        codec.required("health", self.health);
        codec.required("breaker_open", self.isBreakerOpen);
        codec.required("rate_limited", self.isRateLimited);
        codec.nullable("first_token_ms", self.firstTokenMs);
        codec.nullable("tokens_per_second", self.tokensPerSecond);
    }
};

struct StandingCount
{
    std::string standing;
    std::int64_t count = 0;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("standing", self.standing);
        codec.required("count", self.count);
    }
};

// Why a request goes where it goes.
struct RouteReasons
{
    std::string mode;
    std::optional<std::string> sort; // of the request, in place of the mode's order: "price", "throughput", "latency"
    bool isPrivateOnly = false;
    bool isSticky = false;                     // equals were chosen among by the prompt's beginning
    bool isExploring = false;                  // one that nobody has measured may have led for once
    bool isLastResort = false;                 // all were left alone
    std::vector<ConsideredEndpoint> endpoints; // candidates first, in the order in which they are tried
    std::vector<StandingCount> counts;         // over all endpoints that were looked at

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("mode", self.mode);
        codec.nullable("sort", self.sort);
        codec.required("private_only", self.isPrivateOnly);
        codec.required("sticky", self.isSticky);
        codec.required("exploring", self.isExploring);
        codec.required("last_resort", self.isLastResort);
        codec.required("endpoints", self.endpoints);
        codec.required("counts", self.counts);
    }
};

// A request that is not made, to be told where it would go.
struct RouteQuestion
{
    std::string model;
    std::vector<std::string> models;     // to fall back to
    std::optional<std::string> mode;     // as the header x-gotoai-mode would say
    std::optional<QJsonObject> provider; // OpenRouter's object
    std::int64_t promptTokens = 500;     // about; a token for every four bytes
    std::optional<std::int64_t> maxCompletionTokens;
    std::vector<std::string> features; // "tools", "vision", "json_object", "json_schema", "reasoning"
    std::optional<AccountId> account;  // whose fee and mode count
    std::optional<KeyId> key;          // the same, and its own mode

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("model", self.model);
        codec.defaulted("models", self.models);
        codec.nullable("mode", self.mode);
        codec.nullable("provider", self.provider);
        codec.defaulted("prompt_tokens", self.promptTokens);
        codec.nullable("max_completion_tokens", self.maxCompletionTokens);
        codec.defaulted("features", self.features);
        codec.nullable("account", self.account);
        codec.nullable("key", self.key);
    }
};

struct RouteAnswer
{
    std::optional<RouteReasons> route; // none where no model is known
    std::optional<Money> hold;         // none where it would be refused
    std::optional<Problem> refusal;    // as /v1 would give it

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.nullable("route", self.route);
        codec.nullable("hold_usd", self.hold);
        codec.nullable("refusal", self.refusal);
    }
};

} // namespace gotoai::protocol
