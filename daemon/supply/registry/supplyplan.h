// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "supply/registry/catalogstore.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gotoai::supply {

// A provider and its endpoints as somebody wants them, known by their names: a provider by its own, an endpoint by
// provider, model and upstream model, and where several are called the same by their order. `provider` of the
// endpoints is not looked at, nor is a secret.
struct WantedProvider
{
    ProviderDraft provider;
    bool needsSecret = false; // a new one stays disabled until it has one
    std::vector<EndpointDraft> endpoints;
};

// Of what is there already, what is to become as wanted. What is not wanted stays in any case.
enum class Extent {
    Everything,
    Facts, // of endpoints prices, limits and features; states, scores, weights and providers are the operator's
};

// What is to be written, in one transaction: CatalogStore::apply.
struct SupplyPlan
{
    struct ProviderStep
    {
        CatalogStore::ProviderPtr before; // null: it is new
        CatalogStore::ProviderPtr after;
        bool needsSecret = false;
    };
    struct EndpointStep
    {
        CatalogStore::EndpointPtr before; // null: it is new
        CatalogStore::EndpointPtr after;
        bool isRepriced() const { return before && before->price != after->price; }
    };
    std::vector<ProviderStep> providers; // that differ
    std::vector<EndpointStep> endpoints; // that differ
    std::size_t unchanged = 0;

    bool isEmpty() const { return providers.empty() && endpoints.empty(); }
};

// Pure. InvalidRequest naming the field as "providers[0].endpoints[2].model"; Conflict where a provider of that name
// speaks another protocol.
Result<SupplyPlan> planSupply(const CatalogStore::Providers& providers, const CatalogStore::Endpoints& endpoints,
                              std::span<const WantedProvider> wanted, Extent extent, Instant now);

struct NewPrice
{
    CatalogStore::EndpointPtr endpoint;
    PriceFigures figures;
};

// Prices that stay the same are no steps. InvalidRequest where one is none, Conflict where an endpoint is named twice.
Result<SupplyPlan> planPrices(std::span<const NewPrice> prices, Instant now);

// Each figure changed by `percent`, given in 10⁻⁴ %, from −1,000,000 (free) up; half to even. InvalidRequest when one
// leaves the range of prices.
Result<PriceFigures> changedBy(const Price& price, std::int64_t percent);

} // namespace gotoai::supply
