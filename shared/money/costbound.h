// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "money/price.h"

#include <cstdint>

namespace gotoai {

// The largest quantities a call can use on one endpoint, after clamping to the endpoint's real limits. `n` choices are
// already multiplied in. Audio tokens are counted apart from those of prompt and completion.
struct UsageBound
{
    std::int64_t promptTokens = 0;
    std::int64_t completionTokens = 0;
    std::int64_t images = 0;
    std::int64_t audioTokens = 0;
};

// The most a call within `bound` can cost: the dearest of the tiers that its prompt can reach, in each Σ over billable
// meters of the largest quantity × the dearest price that it may be billed at (a prompt token as prompt, cache read or
// cache write; a completion token as completion or reasoning), and one request. No usage within the bound costs more.
// UnsupportedParameter when the bound uses a meter without a price; InvalidRequest when a quantity is out of limits.
Result<PicoUsd> mostCost(const Price& price, const UsageBound& bound);

// Whether that is so for an endpoint of these limits: at the edges of every tier, each kind of token in turn, where a
// sum of products is largest. InvalidRequest when it is not, or when a call could cost more than kMostOfACall.
Result<void> checkBounded(const Price& price, std::int64_t contextTokens, std::int64_t maxOutputTokens);

// $10,000,000: with the highest fee it is still an amount.
inline constexpr std::int64_t kMostOfACallNano = 10'000'000'000'000'000;

} // namespace gotoai
