// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/codec.h"
#include "protocol/price.h"

#include <optional>
#include <string>
#include <vector>

namespace gotoai::protocol {

struct Deadlines
{
    std::int64_t connectMs = 5'000;
    std::int64_t firstByteMs = 60'000;
    std::int64_t firstTokenMs = 120'000;
    std::int64_t idleMs = 30'000;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.defaulted("connect_ms", self.connectMs);
        codec.defaulted("first_byte_ms", self.firstByteMs);
        codec.defaulted("first_token_ms", self.firstTokenMs);
        codec.defaulted("idle_ms", self.idleMs);
    }
};

// What the operator says about an endpoint, for routing to choose by.
struct EndpointTraits
{
    std::optional<std::vector<std::string>> features; // "tools", "vision", "json_schema" …; empty: not known
    std::optional<std::int32_t> quality;
    std::optional<std::int32_t> codeScore;
    std::int32_t tier = 1;
    std::int32_t weight = 100;
    std::string quantization = "unknown";

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.nullable("features", self.features);
        codec.nullable("quality", self.quality);
        codec.nullable("code_score", self.codeScore);
        codec.defaulted("tier", self.tier);
        codec.defaulted("weight", self.weight);
        codec.defaulted("quantization", self.quantization);
    }
};

struct Endpoint
{
    EndpointId id;
    ProviderId provider;
    std::string model;
    std::string upstreamModel;
    Price price; // the current one
    std::int64_t contextTokens = 0;
    std::int64_t maxOutputTokens = 0;
    std::int64_t imageTokens = 0;
    bool usesMaxCompletionTokens = false;
    std::string state; // "enabled", "draining", "disabled"
    EndpointTraits traits;
    Deadlines deadlines;
    std::int64_t version = 1;
    Instant createdAt{};

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("id", self.id);
        codec.required("provider", self.provider);
        codec.required("model", self.model);
        codec.required("upstream_model", self.upstreamModel);
        codec.required("price", self.price);
        codec.required("context_tokens", self.contextTokens);
        codec.required("max_output_tokens", self.maxOutputTokens);
        codec.required("image_tokens", self.imageTokens);
        codec.required("uses_max_completion_tokens", self.usesMaxCompletionTokens);
        codec.required("state", self.state);
        EndpointTraits::describe(self.traits, codec);
        codec.required("deadlines", self.deadlines);
        codec.required("version", self.version);
        codec.required("created_at", self.createdAt);
    }
};

struct EndpointDraft
{
    ProviderId provider;
    std::string model;
    std::string upstreamModel;
    MeterPrices price;
    std::int64_t contextTokens = 0;
    std::int64_t maxOutputTokens = 0;
    std::int64_t imageTokens = 1'700;
    bool usesMaxCompletionTokens = false;
    std::string state = "enabled";
    EndpointTraits traits;
    Deadlines deadlines;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("provider", self.provider);
        codec.required("model", self.model);
        codec.required("upstream_model", self.upstreamModel);
        codec.required("price", self.price);
        codec.required("context_tokens", self.contextTokens);
        codec.required("max_output_tokens", self.maxOutputTokens);
        codec.defaulted("image_tokens", self.imageTokens);
        codec.defaulted("uses_max_completion_tokens", self.usesMaxCompletionTokens);
        codec.defaulted("state", self.state);
        EndpointTraits::describe(self.traits, codec);
        codec.defaulted("deadlines", self.deadlines);
    }
};

struct DeadlinesChange
{
    std::optional<std::int64_t> connectMs;
    std::optional<std::int64_t> firstByteMs;
    std::optional<std::int64_t> firstTokenMs;
    std::optional<std::int64_t> idleMs;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.change("connect_ms", self.connectMs);
        codec.change("first_byte_ms", self.firstByteMs);
        codec.change("first_token_ms", self.firstTokenMs);
        codec.change("idle_ms", self.idleMs);
    }
};

struct EndpointChange
{
    std::optional<std::string> upstreamModel;
    std::optional<std::string> state;
    std::optional<std::optional<std::vector<std::string>>> features;
    std::optional<std::optional<std::int32_t>> quality;
    std::optional<std::optional<std::int32_t>> codeScore;
    std::optional<std::int32_t> tier;
    std::optional<std::int32_t> weight;
    std::optional<std::string> quantization;
    std::optional<std::int64_t> contextTokens;
    std::optional<std::int64_t> maxOutputTokens;
    std::optional<std::int64_t> imageTokens;
    std::optional<bool> usesMaxCompletionTokens;
    std::optional<DeadlinesChange> deadlines;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.change("upstream_model", self.upstreamModel);
        codec.change("state", self.state);
        codec.clearable("features", self.features);
        codec.clearable("quality", self.quality);
        codec.clearable("code_score", self.codeScore);
        codec.change("tier", self.tier);
        codec.change("weight", self.weight);
        codec.change("quantization", self.quantization);
        codec.change("context_tokens", self.contextTokens);
        codec.change("max_output_tokens", self.maxOutputTokens);
        codec.change("image_tokens", self.imageTokens);
        codec.change("uses_max_completion_tokens", self.usesMaxCompletionTokens);
        codec.change("deadlines", self.deadlines);
    }
};

} // namespace gotoai::protocol
