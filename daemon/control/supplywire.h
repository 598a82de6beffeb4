// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/market.h"
#include "protocol/repricing.h"
#include "protocol/supplyfile.h"
#include "supply/registry/supplyplan.h"

#include <vector>

namespace gotoai::control {

// The supply as a file: providers and endpoints by age, no secrets.
protocol::SupplyFile exported(const supply::CatalogStore& catalog);

// InvalidRequest naming the field.
Result<std::vector<supply::WantedProvider>> fromWire(const protocol::SupplyFile& file);

// What is chosen of the market. A provider comes disabled until it has a secret; what long prompts cost is a tier of
// an endpoint's price.
struct MarketWish
{
    std::vector<supply::WantedProvider> providers;
    std::int32_t skipped = 0; // endpoints of models that are not for chat
};
// InvalidRequest naming the field: nothing is called so, no protocol, or no address is known.
Result<MarketWish> wishOf(const protocol::MarketCatalog& market, const protocol::MarketSelection& selection);

// Named by its content.
protocol::SupplyDifference differenceOf(const supply::SupplyPlan& plan);
protocol::RepricingReport reportOf(const supply::SupplyPlan& plan);

protocol::MeterPrices pricesOf(const Price& price);

} // namespace gotoai::control
