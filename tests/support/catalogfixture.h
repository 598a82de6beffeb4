// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "supply/catalog.h"

#include <memory>
#include <string>
#include <vector>

namespace gotoai::test {

// What a test says about an endpoint; the rest is ordinary.
struct EndpointSketch
{
    std::string model = "demo/model";
    std::string promptUsdPerMillion = "0.05";
    std::string completionUsdPerMillion = "0.40";
    std::string requestUsd = "0";
    std::int64_t longAbove = 0; // so many prompt tokens everything costs ten times as much; 0: one price for all
    std::int64_t contextTokens = 8'000;
    std::int64_t maxOutputTokens = 2'000;
    supply::EndpointState state = supply::EndpointState::Enabled;
    bool isProviderEnabled = true;
    bool canPrefill = false;
    Instant createdAt = fromMicroseconds(1'700'000'000'000'000);
    supply::EndpointTraits traits{};
    supply::DataPolicy dataPolicy{};
    supply::Protocol protocol = supply::Protocol::OpenAi;
};

inline std::shared_ptr<const Price> makePrice(const EndpointSketch& sketch)
{
    Price::Picos picos{};
    picos[static_cast<std::size_t>(Meter::Prompt)] = *parseUsdPerMillion(sketch.promptUsdPerMillion);
    picos[static_cast<std::size_t>(Meter::Completion)] = *parseUsdPerMillion(sketch.completionUsdPerMillion);
    picos[static_cast<std::size_t>(Meter::Request)] = *parseUsdPerUnit(sketch.requestUsd);
    PriceFigures figures(picos);
    if (sketch.longAbove > 0) {
        for (auto& pico : picos)
            pico = pico ? std::optional(10 * *pico) : std::nullopt;
        figures.tiers = {{sketch.longAbove, picos}};
    }
    return std::make_shared<const Price>(*Price::make(PriceId::make(sketch.createdAt), figures, sketch.createdAt));
}

// An endpoint with a provider of its own, named "provider-<n>".
inline std::shared_ptr<const supply::Endpoint> makeEndpoint(const EndpointSketch& sketch, int number = 1)
{
    auto provider = std::make_shared<supply::Provider>();
    provider->id = ProviderId::make(sketch.createdAt);
    provider->name = "provider-" + std::to_string(number);
    provider->baseUrl = "https://provider.invalid/v1";
    provider->secret = Secret("pa55");
    provider->protocol = sketch.protocol;
    provider->isEnabled = sketch.isProviderEnabled;
    provider->dataPolicy = sketch.dataPolicy;
    provider->createdAt = sketch.createdAt;

    auto endpoint = std::make_shared<supply::Endpoint>();
    endpoint->id = EndpointId::make(sketch.createdAt);
    endpoint->slot = static_cast<std::uint32_t>(number - 1);
    endpoint->provider = std::move(provider);
    endpoint->model = sketch.model;
    endpoint->upstreamModel = "upstream-" + std::to_string(number);
    endpoint->price = makePrice(sketch);
    endpoint->contextTokens = sketch.contextTokens;
    endpoint->maxOutputTokens = sketch.maxOutputTokens;
    endpoint->state = sketch.state;
    endpoint->traits = sketch.traits;
    if (sketch.canPrefill)
        endpoint->traits.features.emplace().add(supply::Feature::Prefill);
    endpoint->createdAt = sketch.createdAt;
    return endpoint;
}

inline std::shared_ptr<const supply::Catalog> makeCatalog(const std::vector<EndpointSketch>& sketches)
{
    std::vector<std::shared_ptr<const supply::Provider>> providers;
    supply::Catalog::Endpoints endpoints;
    int number = 0;
    for (const EndpointSketch& sketch : sketches) {
        endpoints.push_back(makeEndpoint(sketch, ++number));
        providers.push_back(endpoints.back()->provider);
    }
    return std::make_shared<const supply::Catalog>(std::move(providers), std::move(endpoints));
}

} // namespace gotoai::test
