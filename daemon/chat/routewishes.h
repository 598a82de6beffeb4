// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace simdjson::dom {
class element;
}

namespace gotoai::chat {

// What a request says about the way it wants to go: its members `provider` and `models`. Names and meanings are
// OpenRouter's (its documentation, "Provider Routing" and "Model Fallbacks"), but for `tiers`, which is ours. They are
// never sent on.
struct RouteWishes
{
    enum class Sort : std::uint8_t { Price, Throughput, Latency };

    // At most what a provider asks, before our fee; pico-USD a unit.
    struct MaxPrice
    {
        std::optional<std::int64_t> prompt;     // on the wire USD per million tokens
        std::optional<std::int64_t> completion; // the same
        std::optional<std::int64_t> request;    // USD a request
        std::optional<std::int64_t> image;      // USD an image
    };

    std::vector<std::string> models; // to fall back to, in this order; a suffix may say the mode

    std::vector<std::string> order;  // names of providers: these first, in this order
    std::vector<std::string> only;   // no others
    std::vector<std::string> ignore; // not these
    bool allowsFallbacks = true;     // false: only those of `order`; without it only the best endpoint
    bool requiresParameters = false; // only endpoints that are known to do all that the request asks for
    bool deniesDataCollection = false;
    bool wantsZeroRetention = false;
    std::optional<Sort> sort;
    bool sortsAcrossModels = false; // sort.partition is "none": the best endpoint of any of the models
    MaxPrice maxPrice;
    std::vector<std::string> quantizations;
    std::vector<std::int32_t> tiers; // 1…9; empty: all
};

// Each InvalidRequest naming the field in `param` ("provider.max_price.prompt"), for a wrong type, value or length;
// UnsupportedParameter for a member of `provider` that is not known, since a misspelt constraint must not be dropped.
Result<void> readProviderWishes(const simdjson::dom::element& value, RouteWishes& wishes);
Result<void> readModelWishes(const simdjson::dom::element& value, RouteWishes& wishes);

} // namespace gotoai::chat
