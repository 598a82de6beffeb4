// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/request.h"
#include "hypercore/routing/routingmode.h"
#include "money/money.h"
#include "supply/catalog.h"
#include "supply/endpointhealth.h"

#include <cstdint>

namespace gotoai::hypercore {

// By what endpoints are put in order.
enum class Ordering : std::uint8_t {
    OutputPrice,   // of a completion token, then of a prompt token
    Quality,       // the operator's score, then the output price
    CodeScore,     // the same, for code
    AnswerTime,    // expected time to a whole answer, in steps of about a tenth
    ExpectedPrice, // of this request
    Throughput,    // tokens a second, in steps of about a tenth
    FirstToken,    // time to it, in steps of about a tenth
};

// The mode's own, or what the request's `sort` puts in its place.
Ordering orderingOf(RoutingMode mode, const chat::RouteWishes* wishes);

// About what a request will use: a token for every four bytes, and as many out as it allows, at most kTypicalOutput.
struct ExpectedUsage
{
    explicit ExpectedUsage(const chat::Request& request);
    std::int64_t promptTokens = 0;
    std::int64_t completionTokens = 0;
};
inline constexpr std::int64_t kTypicalOutput = 500;

// What the provider asks for it, before our fee.
PicoUsd expectedCost(const ExpectedUsage& usage, const Price& price);

// Less is better. What has no score and no measured speed ranks last.
struct Merit
{
    std::uint64_t first = 0;
    std::uint64_t second = 0;
    bool operator==(const Merit&) const = default;
    auto operator<=>(const Merit&) const = default;
};

inline constexpr std::uint64_t kUnscored = UINT64_MAX;

Merit meritOf(Ordering ordering, const supply::Endpoint& endpoint, const supply::HealthFigures& health,
              const ExpectedUsage& usage);

// Whether an ordering goes by what is measured, so that an endpoint that never leads would never be measured.
bool isMeasured(Ordering ordering);

// Below it an endpoint stands behind its equals, and where speed decides behind all others.
inline constexpr std::uint8_t kHealthyScore = 50;

} // namespace gotoai::hypercore
