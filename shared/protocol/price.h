// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/codec.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace gotoai::protocol {

// What each meter costs. On the way in, cache and reasoning may be left out and follow prompt and completion; on the
// way out, they are filled in. Null: the meter has no price and cannot be billed.
struct MeterFigures
{
    UsdPerMillion prompt;
    UsdPerMillion completion;
    std::optional<UsdPerMillion> cacheRead;
    std::optional<UsdPerMillion> cacheWrite;
    std::optional<UsdPerMillion> reasoning;
    std::optional<UsdPerMillion> audio;
    std::optional<UsdPerUnit> image;
    std::optional<UsdPerUnit> request;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("prompt_usd_per_1m", self.prompt);
        codec.required("completion_usd_per_1m", self.completion);
        codec.nullable("cache_read_usd_per_1m", self.cacheRead);
        codec.nullable("cache_write_usd_per_1m", self.cacheWrite);
        codec.nullable("reasoning_usd_per_1m", self.reasoning);
        codec.nullable("audio_usd_per_1m", self.audio);
        codec.nullable("image_usd", self.image);
        codec.nullable("request_usd", self.request);
    }
};

// What a call costs whose prompt is longer than so many tokens. What is left out of image, audio and request follows
// short prompts.
struct PriceTier
{
    std::int64_t abovePromptTokens = 0;
    MeterFigures figures{};

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("above_prompt_tokens", self.abovePromptTokens);
        MeterFigures::describe(self.figures, codec);
    }
};

// What calls with short prompts cost, and those with longer ones, from shorter to longer.
struct MeterPrices : MeterFigures
{
    std::vector<PriceTier> tiers{};

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        MeterFigures::describe(self, codec);
        codec.defaulted("tiers", self.tiers);
    }
};

// One immutable version of an endpoint's price.
struct Price
{
    PriceId id;
    EndpointId endpoint;
    MeterPrices meters;
    Instant validFrom{};
    std::optional<Instant> validUntil{}; // then the version before it counts again

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("id", self.id);
        codec.required("endpoint", self.endpoint);
        MeterPrices::describe(self.meters, codec);
        codec.required("valid_from", self.validFrom);
        codec.nullable("valid_until", self.validUntil);
    }
};

struct PriceDraft
{
    EndpointId endpoint;
    MeterPrices meters;
    std::optional<Instant> validFrom{}; // null: from now on
    std::optional<Instant> validUntil{};

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("endpoint", self.endpoint);
        MeterPrices::describe(self.meters, codec);
        codec.nullable("valid_from", self.validFrom);
        codec.nullable("valid_until", self.validUntil);
    }
};

} // namespace gotoai::protocol
