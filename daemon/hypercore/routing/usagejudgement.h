// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "money/fee.h"
#include "money/money.h"
#include "money/price.h"
#include "money/usage.h"
#include "supply/catalog.h"

#include <cstdint>
#include <optional>
#include <string_view>

// What a provider reports of a call is judged before money follows from it, whenever it says so: with its answer, or
// asked for it after a crash.
namespace gotoai::hypercore {

// What is wrong with the usage or the bill that a provider reported. Where the usage cannot be taken, it counts as not
// reported.
enum class UsageFault : std::uint8_t {
    Absurd,          // no counts: negative, no integers, beyond anything, parts above their whole
    WithoutPrice,    // of meters that the endpoint has no price for
    BilledOtherwise, // the bill is not what the endpoint's price makes of it
};

std::string_view usageFaultWord(UsageFault fault); // "absurd_usage" …, of logs and alerts

// Whether a provider can have counted so much: no prompt is longer than the context, and no answer that comes `choices`
// times. More than was held for is no such thing, and stands.
bool isPossible(const Usage& usage, const supply::Endpoint& endpoint, std::int64_t choices);

// What keeps a reported usage from being taken; empty: nothing. Never BilledOtherwise.
std::optional<UsageFault> faultOfUsage(const Usage& usage, const supply::Endpoint& endpoint, const Price& price,
                                       const FeePolicy& fee, std::int64_t choices);

// What the price makes of the usage, where the provider bills something else for it: the price wants an operator's eye.
// Empty where they agree. A hundredth apart is rounding and what moves with the hour. Nothing is billed where
// OpenRouter calls with the operator's own key.
std::optional<Money> pricedOtherwise(const Usage& usage, const Price& price, Money billed);

} // namespace gotoai::hypercore
