// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/pricing.h"

#include <algorithm>

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

// The dearest price that one unit of the bound may be billed at. Cache and reasoning meters always have a price where
// prompt and completion have one.
std::int64_t dearest(const Price& price, std::initializer_list<Meter> meters)
{
    std::int64_t pico = 0;
    for (const Meter meter : meters)
        pico = std::max(pico, price.pico(meter).value_or(0));
    return pico;
}

PicoUsd product(std::int64_t count, std::int64_t pico)
{
    return static_cast<PicoUsd>(count) * static_cast<PicoUsd>(pico);
}

} // namespace

Result<Money> holdFor(const UsageBound& bound, const Price& price, const FeePolicy& fee)
{
    for (const std::int64_t count : {bound.promptTokens, bound.completionTokens, bound.images}) {
        if (count < 0 || count > kMaxTokenCount)
            return failure(ErrorCode::InvalidRequest, "the request could use more than can be counted");
    }
    if (bound.images > 0 && !price.pico(Meter::Image))
        return failure(ErrorCode::UnsupportedParameter, "the endpoint has no price for the meter 'image'");
    const PicoUsd cost =
        product(bound.promptTokens, dearest(price, {Meter::Prompt, Meter::CacheRead, Meter::CacheWrite})) +
        product(bound.completionTokens, dearest(price, {Meter::Completion, Meter::Reasoning})) +
        product(bound.images, dearest(price, {Meter::Image})) + product(1, dearest(price, {Meter::Request}));
    return withFee(cost, fee);
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
