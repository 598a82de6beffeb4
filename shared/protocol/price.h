// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/codec.h"

#include <optional>

namespace gotoai::protocol {

// What each meter costs. On the way in, cache and reasoning may be left out and follow prompt and completion; on the
// way out, they are filled in. Null: the meter has no price and cannot be billed.
struct MeterPrices
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

// One immutable version of an endpoint's price.
struct Price
{
    PriceId id;
    EndpointId endpoint;
    MeterPrices meters;
    Instant validFrom{};

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("id", self.id);
        codec.required("endpoint", self.endpoint);
        MeterPrices::describe(self.meters, codec);
        codec.required("valid_from", self.validFrom);
    }
};

struct PriceDraft
{
    EndpointId endpoint;
    MeterPrices meters;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("endpoint", self.endpoint);
        MeterPrices::describe(self.meters, codec);
    }
};

} // namespace gotoai::protocol
