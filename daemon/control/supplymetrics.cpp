// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/supplymetrics.h"

#include "control/metricstext.h"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

namespace gotoai::control {
namespace {

using State = supply::CircuitBreaker::State;
using Type = MetricsText::Type;

constexpr std::size_t kNamedProviders = 32;
constexpr std::array kStates = {State::Closed, State::HalfOpen, State::Open};

struct ProviderHealth
{
    std::string name;
    std::array<std::uint64_t, kStates.size()> breakers{}; // endpoints by kStates
    std::uint64_t limited = 0;
    std::int64_t lowestScore = 100;
    std::uint64_t lastResorts = 0;
};

std::vector<ProviderHealth> healthByProvider(const supply::CatalogStore& catalog, const supply::HealthBook& health,
                                             Tick now)
{
    std::vector<ProviderHealth> rows;
    std::map<ProviderId, std::size_t> places;
    for (const auto& [id, provider] : catalog.providers()) {
        const std::size_t place = std::min(places.size(), kNamedProviders);
        places.emplace(id, place);
        if (place == rows.size())
            rows.push_back({.name = place < kNamedProviders ? provider->name : "other"});
    }
    for (const auto& [id, endpoint] : catalog.endpoints()) {
        if (!endpoint->isRoutable())
            continue;
        ProviderHealth& row = rows[places.at(endpoint->provider->id)];
        const auto figures = health.recordOf(*endpoint).figures(now);
        const auto state = std::ranges::find(kStates, figures.breaker.state);
        ++row.breakers[static_cast<std::size_t>(state - kStates.begin())];
        row.limited += figures.limitedFor.count() > 0 ? 1 : 0;
        row.lowestScore = std::min<std::int64_t>(row.lowestScore, figures.score);
        row.lastResorts += static_cast<std::uint64_t>(std::max<std::int64_t>(figures.lastResorts, 0));
    }
    return rows;
}

} // namespace

std::string formatSupplyMetrics(const supply::CatalogStore& catalog, const supply::HealthBook& health, Tick now)
{
    const auto rows = healthByProvider(catalog, health, now);
    MetricsText text;
    text.describe("gotoai_endpoints", Type::Gauge, "Endpoints in service, by what their circuit breaker is.");
    for (const ProviderHealth& row : rows) {
        for (std::size_t i = 0; i < kStates.size(); ++i)
            text.sample({{"provider", row.name}, {"breaker", supply::breakerWord(kStates[i])}}, row.breakers[i]);
    }
    text.describe("gotoai_endpoints_limited", Type::Gauge, "Endpoints in service whose provider asked us to wait.");
    for (const ProviderHealth& row : rows)
        text.sample({{"provider", row.name}}, row.limited);
    text.describe("gotoai_endpoint_health_lowest", Type::Gauge,
                  "The lowest score of an endpoint in service, 0 to 100.");
    for (const ProviderHealth& row : rows)
        text.sample({{"provider", row.name}}, row.lowestScore);
    text.describe("gotoai_last_resorts_total", Type::Counter, "Attempts at endpoints although all were ejected.");
    for (const ProviderHealth& row : rows)
        text.sample({{"provider", row.name}}, row.lastResorts);
    return text.take();
}

} // namespace gotoai::control
