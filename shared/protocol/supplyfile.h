// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/codec.h"
#include "protocol/endpoint.h"
#include "protocol/price.h"
#include "protocol/provider.h"

#include <optional>
#include <string>
#include <vector>

namespace gotoai::protocol {

// An endpoint as a supply file tells of it: by its names, without an id.
struct SupplyEndpoint
{
    std::string model;
    std::string upstreamModel;
    std::string state = "enabled";
    MeterPrices price;
    std::int64_t contextTokens = 0;
    std::int64_t maxOutputTokens = 0;
    std::int64_t imageTokens = 1'700;
    bool usesMaxCompletionTokens = false;
    EndpointTraits traits;
    Deadlines deadlines;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("model", self.model);
        codec.required("upstream_model", self.upstreamModel);
        codec.defaulted("state", self.state);
        codec.required("price", self.price);
        codec.required("context_tokens", self.contextTokens);
        codec.required("max_output_tokens", self.maxOutputTokens);
        codec.defaulted("image_tokens", self.imageTokens);
        codec.defaulted("uses_max_completion_tokens", self.usesMaxCompletionTokens);
        EndpointTraits::describe(self.traits, codec);
        codec.defaulted("deadlines", self.deadlines);
    }
};

struct SupplyProvider
{
    std::string name;
    std::string protocol;
    std::string baseUrl;
    bool hasSecret = false; // where it came from; the secret itself is never in a file
    bool allowsPrivateAddresses = false;
    bool isEnabled = true;
    std::string region;
    std::vector<HeaderField> headers;
    DataPolicy dataPolicy;
    std::optional<Simulator> simulator;
    std::vector<SupplyEndpoint> endpoints;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("name", self.name);
        codec.required("protocol", self.protocol);
        codec.defaulted("base_url", self.baseUrl);
        codec.defaulted("has_secret", self.hasSecret);
        codec.defaulted("allow_private_addresses", self.allowsPrivateAddresses);
        codec.defaulted("enabled", self.isEnabled);
        codec.defaulted("region", self.region);
        codec.defaulted("headers", self.headers);
        codec.defaulted("data_policy", self.dataPolicy);
        codec.nullable("simulator", self.simulator);
        codec.defaulted("endpoints", self.endpoints);
    }
};

inline constexpr const char* kSupplyFormat = "gotoai-supply-1";

// The whole supply in one file: what is exported from one daemon can be imported into another.
struct SupplyFile
{
    std::string format = kSupplyFormat;
    std::vector<SupplyProvider> providers;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("format", self.format);
        codec.required("providers", self.providers);
    }
};

struct SupplyImport
{
    SupplyFile supply;
    std::optional<std::string> preview; // what the preview of the same was named by; an import needs it

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("supply", self.supply);
        codec.nullable("preview", self.preview);
    }
};

struct ProviderDifference
{
    std::string name;
    std::optional<ProviderId> provider; // none before it is made
    std::string change;                 // "added", "changed"
    std::vector<std::string> fields;    // of a changed one: which
    bool needsSecret = false;           // disabled until it is given one

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("name", self.name);
        codec.nullable("provider", self.provider);
        codec.required("change", self.change);
        codec.required("fields", self.fields);
        codec.required("needs_secret", self.needsSecret);
    }
};

struct EndpointDifference
{
    std::string provider; // its name
    std::string model;
    std::string upstreamModel;
    std::optional<EndpointId> endpoint;
    std::string change; // "added", "changed"
    std::vector<std::string> fields;
    std::optional<MeterPrices> priceBefore; // both only where the price is another
    std::optional<MeterPrices> priceAfter;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("provider", self.provider);
        codec.required("model", self.model);
        codec.required("upstream_model", self.upstreamModel);
        codec.nullable("endpoint", self.endpoint);
        codec.required("change", self.change);
        codec.required("fields", self.fields);
        codec.nullable("price_before", self.priceBefore);
        codec.nullable("price_after", self.priceAfter);
    }
};

// What an import would change, or has changed.
struct SupplyDifference
{
    std::string preview; // names exactly this difference; changes with it
    bool isApplied = false;
    std::int32_t added = 0;
    std::int32_t changed = 0;
    std::int32_t unchanged = 0;
    std::int32_t repriced = 0; // of the changed ones
    std::int32_t skipped = 0;  // of a market: not for chat, or without a protocol that is spoken here
    std::vector<ProviderDifference> providers;
    std::vector<EndpointDifference> endpoints;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("preview", self.preview);
        codec.required("applied", self.isApplied);
        codec.required("added", self.added);
        codec.required("changed", self.changed);
        codec.required("unchanged", self.unchanged);
        codec.required("repriced", self.repriced);
        codec.required("skipped", self.skipped);
        codec.required("providers", self.providers);
        codec.required("endpoints", self.endpoints);
    }
};

} // namespace gotoai::protocol
