// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/routing/usagejudgement.h"

#include "clearinghouse/pricing.h"

#include <algorithm>
#include <cstdlib>

namespace gotoai::hypercore {

std::string_view usageFaultWord(UsageFault fault)
{
    switch (fault) {
    case UsageFault::Absurd: return "absurd_usage";
    case UsageFault::WithoutPrice: return "usage_without_price";
    case UsageFault::BilledOtherwise: return "provider_bills_otherwise";
    }
    return "absurd_usage";
}

bool isPossible(const Usage& usage, const supply::Endpoint& endpoint, std::int64_t choices)
{
    const std::int64_t context = endpoint.contextTokens;
    return usage.isWithinLimits() && usage.promptTokens() <= context && usage.completionTokens() <= context * choices &&
           usage[Meter::Audio] <= context * (choices + 1) && usage[Meter::Request] <= 1;
}

std::optional<UsageFault> faultOfUsage(const Usage& usage, const supply::Endpoint& endpoint, const Price& price,
                                       const FeePolicy& fee, std::int64_t choices)
{
    if (!isPossible(usage, endpoint, choices))
        return UsageFault::Absurd;
    return clearinghouse::chargeFor(usage, price, fee) ? std::nullopt : std::optional(UsageFault::WithoutPrice);
}

std::optional<Money> pricedOtherwise(const Usage& usage, const Price& price, Money billed)
{
    constexpr std::int64_t kTolerance = 100;
    const auto pico = price.cost(usage);
    const auto priced = pico ? toMoney(*pico, Rounding::HalfToEven) : std::nullopt;
    if (!priced || billed.isZero())
        return std::nullopt;
    const std::int64_t apart = std::abs(priced->nano() - billed.nano());
    const bool isApart = apart > 1 && apart > std::max(priced->nano(), billed.nano()) / kTolerance;
    return isApart ? priced : std::nullopt;
}

} // namespace gotoai::hypercore
