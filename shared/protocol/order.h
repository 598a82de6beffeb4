// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/codec.h"

#include <optional>
#include <string>
#include <vector>

namespace gotoai::protocol {

// Counts as OpenAI gives them: cached tokens inside the prompt's, reasoning inside the completion's.
struct Usage
{
    std::int64_t promptTokens = 0;
    std::int64_t completionTokens = 0;
    std::int64_t totalTokens = 0;
    std::int64_t cacheReadTokens = 0;
    std::int64_t cacheWriteTokens = 0;
    std::int64_t reasoningTokens = 0;
    std::int64_t audioTokens = 0;
    std::int64_t images = 0;
    std::string source; // "reported", "estimated", "none"

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("prompt_tokens", self.promptTokens);
        codec.required("completion_tokens", self.completionTokens);
        codec.required("total_tokens", self.totalTokens);
        codec.required("cache_read_tokens", self.cacheReadTokens);
        codec.required("cache_write_tokens", self.cacheWriteTokens);
        codec.required("reasoning_tokens", self.reasoningTokens);
        codec.required("audio_tokens", self.audioTokens);
        codec.required("images", self.images);
        codec.required("source", self.source);
    }
};

struct Attempt
{
    std::int32_t number = 1;
    ProviderId provider;
    EndpointId endpoint;
    PriceId price;
    std::string payer;   // "user", "platform", "customer_key"
    std::string outcome; // "answered" or the word of an error
    Money providerCost;
    Usage usage;
    std::string upstreamId;
    std::int32_t httpStatus = 0; // 0: no answer arrived
    Instant startedAt{};
    std::optional<Instant> firstTokenAt;
    Instant endedAt{};
    // Of a single order, and as long as it is remembered:
    std::optional<std::string> fault;          // "timeout" …: why it failed
    std::optional<std::int32_t> skippedFrames; // malformed ones that were passed over; left out: none

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("number", self.number);
        codec.required("provider", self.provider);
        codec.required("endpoint", self.endpoint);
        codec.required("price", self.price);
        codec.required("payer", self.payer);
        codec.required("outcome", self.outcome);
        codec.required("provider_cost_usd", self.providerCost);
        codec.required("usage", self.usage);
        codec.required("upstream_id", self.upstreamId);
        codec.required("http_status", self.httpStatus);
        codec.required("started_at", self.startedAt);
        codec.nullable("first_token_at", self.firstTokenAt);
        codec.required("ended_at", self.endedAt);
        codec.change("fault", self.fault);
        codec.change("skipped_frames", self.skippedFrames);
    }
};

struct Order
{
    OrderId id;
    std::int64_t number = 0;
    std::string state; // "rejected", "reserved", "in_doubt", "finalized", "released"
    AccountId account;
    KeyId key;
    std::string model;
    std::string mode;
    bool isStreamed = false;
    std::vector<Attempt> attempts;
    Money hold;
    Money charge;
    Money promo;    // of the charge: granted money
    Money refunded; // of the charge
    Money providerCost;
    Money platformFee;
    std::optional<Usage> usage; // of the attempt that the user paid
    std::optional<Usage>
        chargedUsage; // where that is another: of an answer in parts; of a single order, as long as known
    std::string reason;
    bool wasInDoubt = false;
    Instant createdAt{};
    std::optional<Instant> endedAt;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("id", self.id);
        codec.required("number", self.number);
        codec.required("state", self.state);
        codec.required("account", self.account);
        codec.required("key", self.key);
        codec.required("model", self.model);
        codec.required("mode", self.mode);
        codec.required("streamed", self.isStreamed);
        codec.required("attempts", self.attempts);
        codec.required("hold_usd", self.hold);
        codec.required("charge_usd", self.charge);
        codec.required("promo_usd", self.promo);
        codec.required("refunded_usd", self.refunded);
        codec.required("provider_cost_usd", self.providerCost);
        codec.required("platform_fee_usd", self.platformFee);
        codec.nullable("usage", self.usage);
        codec.change("charged_usage", self.chargedUsage);
        codec.required("reason", self.reason);
        codec.required("was_in_doubt", self.wasInDoubt);
        codec.required("created_at", self.createdAt);
        codec.nullable("ended_at", self.endedAt);
    }
};

} // namespace gotoai::protocol
