// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/routing/route.h"

#include "hypercore/routing/bound.h"

#include <algorithm>
#include <tuple>

namespace gotoai::hypercore {
namespace {

std::optional<Exclusion> standingExclusion(const supply::Endpoint& endpoint)
{
    if (!endpoint.provider->isEnabled)
        return Exclusion::ProviderOff;
    if (endpoint.state != supply::EndpointState::Enabled)
        return Exclusion::EndpointOff;
    return std::nullopt;
}

auto cheapness(const Candidate& candidate)
{
    const Price& price = *candidate.endpoint->price;
    return std::tuple(price.pico(Meter::Completion), price.pico(Meter::Prompt), candidate.endpoint->id);
}

void rank(std::vector<Candidate>& candidates, RoutingMode mode)
{
    switch (mode) {
    case RoutingMode::Cheap: std::ranges::sort(candidates, {}, cheapness); return;
    }
}

// Ejection never empties a pool: where every breaker is open, the endpoints behind them are tried, the best first.
void ejectOpen(Route& route, const RouteQuery& query)
{
    const auto figuresOf = [&](const Candidate& candidate) {
        return query.health.figuresOf(*candidate.endpoint, candidate.bound.promptTokens);
    };
    const auto isOpen = [&](const Candidate& candidate) { return figuresOf(candidate).isOpen; };
    route.isLastResort = std::ranges::all_of(route.candidates, isOpen);
    if (route.isLastResort) {
        std::ranges::stable_sort(route.candidates, std::greater<>(),
                                 [&](const Candidate& candidate) { return figuresOf(candidate).score; });
        return;
    }
    for (const Candidate& candidate : route.candidates)
        if (isOpen(candidate))
            route.excluded.push_back({candidate.endpoint, Exclusion::BreakerOpen});
    std::erase_if(route.candidates, isOpen);
}

// Candidates beyond the number of attempts move to the excluded, so that they do not make the hold dearer.
void cutToAttempts(Route& route)
{
    for (std::size_t i = kMaxAttempts; i < route.candidates.size(); ++i)
        route.excluded.push_back({std::move(route.candidates[i].endpoint), Exclusion::BeyondAttempts});
    if (route.candidates.size() > kMaxAttempts)
        route.candidates.resize(kMaxAttempts);
}

} // namespace

std::string_view routingModeWord(RoutingMode mode)
{
    switch (mode) {
    case RoutingMode::Cheap: return "cheap";
    }
    return "cheap";
}

std::string_view exclusionWord(Exclusion exclusion)
{
    switch (exclusion) {
    case Exclusion::EndpointOff: return "endpoint_off";
    case Exclusion::ProviderOff: return "provider_off";
    case Exclusion::NoPrice: return "no_price";
    case Exclusion::BreakerOpen: return "breaker_open";
    case Exclusion::BeyondAttempts: return "beyond_attempts";
    }
    return "endpoint_off";
}

Result<Route> planRoute(const supply::Catalog& catalog, const RouteQuery& query)
{
    const auto& endpoints = catalog.endpointsOf(query.request.model);
    if (endpoints.empty())
        return failure(ErrorCode::ModelNotFound, "The model '" + query.request.model + "' does not exist.", "model");

    Route route;
    route.mode = query.mode;
    std::optional<Error> unpriced;
    for (const auto& endpoint : endpoints) {
        if (const auto exclusion = standingExclusion(*endpoint)) {
            route.excluded.push_back({endpoint, *exclusion});
            continue;
        }
        const auto bound = usageBound(query.request, *endpoint);
        auto hold = clearinghouse::holdFor(bound, *endpoint->price, query.fee);
        if (!hold) {
            unpriced = std::move(hold).error();
            route.excluded.push_back({endpoint, Exclusion::NoPrice});
            continue;
        }
        route.candidates.push_back({endpoint, bound, *hold});
    }
    if (route.candidates.empty()) {
        if (unpriced)
            return *std::move(unpriced);
        return failure(ErrorCode::NoRoute, "No endpoint of the model '" + query.request.model + "' is in service.");
    }
    rank(route.candidates, query.mode);
    ejectOpen(route, query);
    cutToAttempts(route);
    route.hold = std::ranges::max(route.candidates, {}, &Candidate::hold).hold;
    return route;
}

} // namespace gotoai::hypercore
