// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/pricing.h"

namespace gotoai::clearinghouse {
namespace {

constexpr unsigned kBasisPointsOfWhole = 10'000;
constexpr unsigned kPicoPerNano = 1'000;

Result<void> checkFee(const FeePolicy& fee)
{
    if (fee.basisPoints < 0 || fee.basisPoints > FeePolicy::kMaxBasisPoints || fee.perCall.isNegative())
        return failure(ErrorCode::InvalidRequest, "a fee is out of its limits");
    return {};
}

// Cost and fee, rounded up once. A cost stays below 2^93 (eight meters of at most 10⁹ × 10¹⁸), so 128 bits hold its
// product with the share of the fee.
Result<Money> withFee(PicoUsd cost, const FeePolicy& fee)
{
    if (auto checked = checkFee(fee); !checked)
        return std::move(checked).error();
    const PicoUsd share = kBasisPointsOfWhole + static_cast<unsigned>(fee.basisPoints);
    const PicoUsd perCall = static_cast<PicoUsd>(fee.perCall.nano()) * kPicoPerNano;
    const PicoUsd total = (cost * share + kBasisPointsOfWhole - 1) / kBasisPointsOfWhole + perCall;
    const auto money = toMoney(total, Rounding::Up);
    if (!money)
        return failure(ErrorCode::InvalidRequest, "the amount is beyond what the ledger can hold");
    return *money;
}

} // namespace

Result<Money> holdFor(const UsageBound& bound, const Price& price, const FeePolicy& fee)
{
    const auto cost = mostCost(price, bound);
    return cost ? withFee(*cost, fee) : cost.error();
}

Result<Charge> chargeFor(const Usage& usage, const Price& price, const FeePolicy& fee)
{
    auto pico = price.cost(usage);
    if (!pico)
        return std::move(pico).error();
    auto userPrice = withFee(*pico, fee);
    if (!userPrice)
        return std::move(userPrice).error();
    const auto cost = toMoney(*pico, Rounding::HalfToEven);
    if (!cost)
        return failure(ErrorCode::InvalidRequest, "the cost is beyond what the ledger can hold");
    return Charge{*cost, *userPrice};
}

} // namespace gotoai::clearinghouse
