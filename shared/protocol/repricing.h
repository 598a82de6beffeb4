// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/codec.h"
#include "protocol/price.h"

#include <optional>
#include <string>
#include <vector>

namespace gotoai::protocol {

// New prices for many endpoints at once: each changed by a share, or all set to the same figures.
struct Repricing
{
    std::vector<EndpointId> endpoints;
    std::optional<std::string> percent; // "-12.5": at most four decimal places, from -100 to 10,000
    std::optional<MeterPrices> price;
    std::optional<std::string> preview; // what the preview of the same was named by; needed to apply it

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("endpoints", self.endpoints);
        codec.nullable("percent", self.percent);
        codec.nullable("price", self.price);
        codec.nullable("preview", self.preview);
    }
};

struct RepricedEndpoint
{
    EndpointId endpoint;
    std::string provider; // its name
    std::string model;
    PriceId replaced;
    std::optional<PriceId> price; // none in a preview
    MeterPrices before;
    MeterPrices after;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("endpoint", self.endpoint);
        codec.required("provider", self.provider);
        codec.required("model", self.model);
        codec.required("replaced", self.replaced);
        codec.nullable("price", self.price);
        codec.required("before", self.before);
        codec.required("after", self.after);
    }
};

struct RepricingReport
{
    std::string preview;
    bool isApplied = false;
    std::int32_t unchanged = 0;
    std::vector<RepricedEndpoint> endpoints; // whose price is another

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("preview", self.preview);
        codec.required("applied", self.isApplied);
        codec.required("unchanged", self.unchanged);
        codec.required("endpoints", self.endpoints);
    }
};

struct PriceRestoration
{
    EndpointId endpoint;
    PriceId price;   // whose figures are to count again, as a new version
    PriceId current; // that it replaces: whoever has repriced it since is not overruled

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("endpoint", self.endpoint);
        codec.required("price", self.price);
        codec.required("current", self.current);
    }
};

struct PriceRestorations
{
    std::vector<PriceRestoration> prices;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("prices", self.prices);
    }
};

} // namespace gotoai::protocol
