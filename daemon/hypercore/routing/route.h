// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "chat/request.h"
#include "clearinghouse/pricing.h"
#include "hypercore/risk/killswitches.h"
#include "hypercore/routing/allowedmodels.h"
#include "hypercore/routing/routereasons.h"
#include "hypercore/routing/routingmode.h"
#include "money/fee.h"
#include "supply/catalog.h"
#include "supply/endpointhealth.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gotoai::hypercore {

// An endpoint that may serve the order.
struct Candidate
{
    std::shared_ptr<const supply::Endpoint> endpoint;
    UsageBound bound;
    Money hold; // the most it can cost the user there
};

// The plan of one order: try in this order. The hold covers the dearest candidate.
struct Route
{
    RoutingMode mode = RoutingMode::Cheap;
    std::vector<Candidate> candidates; // best first, at least one
    Money hold;
    bool isLastResort = false; // every breaker is open: the candidates are those, the least bad first
    std::shared_ptr<const RouteReasons> reasons;
};

// The mode that each of these asks for, in falling precedence. A model's suffix comes before them all. Privacy is no
// matter of precedence: whoever asks for it gets it, and a mode that comes before orders what is private.
struct ModeWishes
{
    std::optional<RoutingMode> request{};
    std::optional<RoutingMode> key{};
    std::optional<RoutingMode> account{};
};

struct RouteQuery
{
    const chat::Request& request;
    const supply::EndpointHealth& health;
    const KillSwitches* killSwitches = nullptr;   // null: none is on
    const AllowedModels* allowedModels = nullptr; // of the key; null: every model
    ModeWishes modes{};
    FeePolicy fee{};
    AccountId account{};
    OrderId order{};                             // the seed of what is left to chance
    std::size_t explained = kExplainedEndpoints; // how many endpoints the reasons tell of
    static constexpr std::size_t kExplainedEndpoints = 16;
};

// How many endpoints one order may try.
inline constexpr std::size_t kMaxAttempts = 4;

struct RoutePlan
{
    Result<Route> route;
    std::shared_ptr<const RouteReasons> reasons; // null where no model is known
    // UpstreamRateLimited: until the first of the providers wants to be asked again.
    std::optional<std::chrono::milliseconds> askedFor{};
};

// Deterministic: the same catalogue, figures and query give the same plan. Endpoints of the request's model come first,
// best first by its mode, then those of each model of `models`; among equals by weight, see spread.h; where the output
// price decides, prices within a hundredth of the best are equals. Within a model
// the candidates of the best one's tier come before all others, and what a prompt is likely too long for comes last.
// Where the prompt may be too long for all of them, one candidate has a larger context than the others where any
// endpoint has. Every breaker open: the least bad of each model are tried, see Route::isLastResort. UpstreamRateLimited
// where all are at providers that have said how long they want to be left alone. ModelNotFound when the catalogue has
// none of the models, ModelNotAllowed when the key may use none of them, NoRoute when what may serve is off or stopped
// by a kill switch (refusalBy), InvalidRequest or UnsupportedParameter naming the field when nothing does what the
// request asks for, or has a price for what it uses.
RoutePlan considerRoute(const supply::Catalog& catalog, const RouteQuery& query);
Result<Route> planRoute(const supply::Catalog& catalog, const RouteQuery& query);
// UpstreamRateLimited, of an order that nobody may be asked for just now.
Error askedToWait(const std::string& model);

} // namespace gotoai::hypercore
