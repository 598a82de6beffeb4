// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/codec.h"
#include "protocol/price.h"
#include "protocol/provider.h"

#include <optional>
#include <string>
#include <vector>

namespace gotoai::protocol {

struct MarketProvider
{
    std::string id;
    std::string name;
    std::string headquarters;            // ISO 3166-1, two letters
    std::optional<std::string> protocol; // none: not spoken here
    std::optional<std::string> baseUrl;  // none: differs by customer, region or project
    DataPolicy dataPolicy;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("id", self.id);
        codec.required("name", self.name);
        codec.required("headquarters", self.headquarters);
        codec.nullable("protocol", self.protocol);
        codec.nullable("base_url", self.baseUrl);
        codec.required("data_policy", self.dataPolicy);
    }
};

// What holds for prompts of up to so many tokens; the last of an endpoint's for all longer ones.
struct MarketTier
{
    std::optional<std::int64_t> upToPromptTokens;
    MeterFigures price;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.nullable("up_to_prompt_tokens", self.upToPromptTokens);
        codec.required("price", self.price);
    }
};

struct MarketEndpoint
{
    std::string provider;
    std::string upstreamModel;
    MeterFigures price;            // of short prompts
    std::vector<MarketTier> tiers; // empty: one price for all
    std::int64_t contextTokens = 0;
    std::optional<std::int64_t> maxOutputTokens; // none: nobody says
    std::vector<std::string> features;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("provider", self.provider);
        codec.required("upstream_model", self.upstreamModel);
        codec.required("price", self.price);
        codec.required("tiers", self.tiers);
        codec.required("context_tokens", self.contextTokens);
        codec.nullable("max_output_tokens", self.maxOutputTokens);
        codec.required("features", self.features);
    }
};

struct MarketModel
{
    std::string id;
    std::string name;
    std::optional<std::string> released; // a date
    bool isChat = true;                  // others (images, embeddings, speech) are not imported
    std::vector<MarketEndpoint> endpoints;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("id", self.id);
        codec.required("name", self.name);
        codec.nullable("released", self.released);
        codec.required("chat", self.isChat);
        codec.required("endpoints", self.endpoints);
    }
};

// Public list prices and limits, as of a day.
struct MarketCatalog
{
    std::string asOf;
    std::string note;
    std::vector<MarketProvider> providers;
    std::vector<MarketModel> models;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("as_of", self.asOf);
        codec.required("note", self.note);
        codec.required("providers", self.providers);
        codec.required("models", self.models);
    }
};

struct MarketChoice
{
    std::string id;                     // of the market's provider
    std::optional<std::string> name;    // of the supply's; the market's id unless given
    std::optional<std::string> baseUrl; // where the market has none, or another is wanted

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("id", self.id);
        codec.nullable("name", self.name);
        codec.nullable("base_url", self.baseUrl);
    }
};

// What is to be imported from the market: providers, and of these all chat models or some.
struct MarketSelection
{
    std::vector<MarketChoice> providers;
    std::optional<std::vector<std::string>> models;
    std::optional<std::string> preview;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("providers", self.providers);
        codec.nullable("models", self.models);
        codec.nullable("preview", self.preview);
    }
};

} // namespace gotoai::protocol
