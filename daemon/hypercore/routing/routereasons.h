// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"
#include "chat/routewishes.h"
#include "hypercore/routing/routingmode.h"
#include "money/money.h"
#include "supply/endpointhealth.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace gotoai::hypercore {

// Where an endpoint stands in the plan of an order, and why. Stored by number: new ones go to the end.
enum class Standing : std::uint8_t {
    Candidate,      // may be tried
    BeyondAttempts, // as fit, but there are enough better ones
    EndpointOff,    // disabled or draining
    ProviderOff,
    NoPrice,        // for what the request may use
    BreakerOpen,    // it has failed too often just now
    NotPrivate,     // logs prompts or trains on them, or nobody knows
    RetainsPrompts, // zero retention is asked for
    NotAmongOnly,   // provider.only
    Ignored,        // provider.ignore
    NotAmongOrder,  // provider.order, without fallbacks
    OtherQuantization,
    LacksFeature, // tools, images, a JSON schema, or what require_parameters asks for
    TooDear,      // provider.max_price
    OtherTier,    // provider.tiers
    Stopped,      // a kill switch is on it, on its provider or on its model
    RateLimited,  // it has asked to be left alone for now
    NotAllowed,   // the key may not use its model
};

inline constexpr std::size_t kStandingCount = 18;

std::string_view standingWord(Standing standing); // "not_private"

// An endpoint and the figures that it was weighed by.
struct ConsideredEndpoint
{
    EndpointId endpoint;
    Standing standing = Standing::Candidate;
    std::int64_t promptPico = 0; // pico-USD a token
    std::int64_t completionPico = 0;
    Money expectedCost; // what the provider asks for a request like this one, about
    Money hold;         // of candidates
    std::optional<std::int32_t> quality;
    std::optional<std::int32_t> codeScore;
    std::int32_t tier = 1;
    supply::HealthFigures health; // of those that nothing else spoke against
};

// Why an order goes where it goes.
struct RouteReasons
{
    RoutingMode mode = RoutingMode::Cheap;
    std::optional<chat::RouteWishes::Sort> sort; // of the request, in place of the mode's own order
    bool isPrivateOnly = false;
    bool isSticky = false;     // equals were chosen among by the prompt's beginning, for the providers' caches
    bool isExploring = false;  // one that nobody has measured may have led for once
    bool isLastResort = false; // all were left alone
    std::vector<ConsideredEndpoint> endpoints; // the candidates, then those ranked behind, then those passed over
    std::array<std::uint32_t, kStandingCount> counts{}; // over all endpoints, by Standing
};

} // namespace gotoai::hypercore
