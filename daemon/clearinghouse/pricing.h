// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "money/costbound.h"
#include "money/fee.h"
#include "money/money.h"
#include "money/price.h"
#include "money/usage.h"

namespace gotoai::clearinghouse {

// The most the user can be charged for a call within `bound`: mostCost() and the fee, rounded up. Any usage within the
// bound is charged at most this. UnsupportedParameter when the bound uses a meter without a price; InvalidRequest when
// the amount overflows.
Result<Money> holdFor(const UsageBound& bound, const Price& price, const FeePolicy& fee);

struct Charge
{
    Money providerCost; // half to even
    Money userPrice;    // cost and fee, rounded up; before it is clamped to the hold
};

// What `usage` costs by `price`, and what the user is asked for it.
Result<Charge> chargeFor(const Usage& usage, const Price& price, const FeePolicy& fee);

} // namespace gotoai::clearinghouse
