// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "supply/catalog.h"

#include <chrono>
#include <cstdint>

namespace gotoai::supply {

// How an endpoint does at the moment, as one lane sees it.
struct HealthFigures
{
    std::chrono::microseconds firstToken{0}; // from dispatch to the first output, median; 0: not measured
    std::int32_t tokensPerSecond = 0;        // from the first output on, median; 0: not measured
    std::uint8_t score = 100;                // 0…100
    bool isOpen = false;                     // it is left alone now; a probe that is due is let through
    bool isLimited = false;                  // with it: for a limit that the provider has told, not for failures
};
static_assert(sizeof(HealthFigures) <= 16); // it comes back in registers

// What an endpoint that is open waits for.
struct Ejection
{
    std::chrono::milliseconds pause{0}; // until it may be tried
    bool isAsked = false;               // so long its provider wants to be left alone, by its own word
};

// What routing asks about every endpoint that might serve, once an order: an implementation answers in a few
// nanoseconds, without a lock, from figures that other lanes change meanwhile and that outlive catalogues.
// Endpoint::slot is there to be an index into them.
class EndpointHealth
{
public:
    virtual ~EndpointHealth() = default;
    // `promptTokens` is about the size of the prompt, since the time to the first token depends on it. Any thread.
    virtual HealthFigures figuresOf(const Endpoint& endpoint, std::int64_t promptTokens) const = 0;
    // Asked where all endpoints are open only. Any thread.
    virtual Ejection ejectionOf(const Endpoint& endpoint) const = 0;
};

} // namespace gotoai::supply
