// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "chat/request.h"
#include "clearinghouse/pricing.h"
#include "money/fee.h"
#include "supply/catalog.h"
#include "supply/endpointhealth.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gotoai::hypercore {

// What the caller wants most. One mode so far; others rank by score, speed or policy.
enum class RoutingMode : std::uint8_t { Cheap };

std::string_view routingModeWord(RoutingMode mode); // "cheap"

// Why an endpoint of the wanted model was passed over.
enum class Exclusion : std::uint8_t { EndpointOff, ProviderOff, NoPrice, BreakerOpen, BeyondAttempts };

std::string_view exclusionWord(Exclusion exclusion);

// An endpoint that may serve the order.
struct Candidate
{
    std::shared_ptr<const supply::Endpoint> endpoint;
    clearinghouse::UsageBound bound;
    Money hold; // the most it can cost the user there
};

struct Excluded
{
    std::shared_ptr<const supply::Endpoint> endpoint;
    Exclusion reason = Exclusion::EndpointOff;
};

// The plan of one order: try in this order. The hold covers the dearest candidate.
struct Route
{
    RoutingMode mode = RoutingMode::Cheap;
    std::vector<Candidate> candidates; // best first, at least one
    std::vector<Excluded> excluded;
    Money hold;
    bool isLastResort = false; // every breaker is open: the candidates are those, the least bad first
};

struct RouteQuery
{
    const chat::Request& request;
    const supply::EndpointHealth& health;
    RoutingMode mode = RoutingMode::Cheap;
    FeePolicy fee;
};

// How many endpoints one order may try.
inline constexpr std::size_t kMaxAttempts = 4;

// Deterministic: the same catalogue and query give the same route. Cheap ranks by output price, then prompt price, then
// id. ModelNotFound when the catalogue has no such model, NoRoute when none of its endpoints may serve,
// UnsupportedParameter when the request uses what no endpoint has a price for.
Result<Route> planRoute(const supply::Catalog& catalog, const RouteQuery& query);

} // namespace gotoai::hypercore
