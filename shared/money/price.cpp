// SPDX-License-Identifier: GPL-3.0-or-later
#include "money/price.h"

#include "money/decimal.h"

namespace gotoai {
namespace {

constexpr int kPerMillionScale = 6; // pico per token = USD per million × 10⁶
constexpr int kPerUnitScale = 12;   // pico per unit = USD × 10¹²

Result<std::int64_t> parsePico(std::string_view text, int scale)
{
    auto pico = parseDecimal(text, scale);
    if (!pico)
        return std::move(pico).error();
    if (*pico < 0 || *pico > Price::kMaxPico)
        return failure(ErrorCode::InvalidRequest, "a price is at least 0 and at most 1,000,000 USD a unit");
    return *pico;
}

} // namespace

Result<Price> Price::make(PriceId id, Picos picos, Instant validFrom)
{
    const auto at = [&picos](Meter meter) -> std::optional<std::int64_t>& {
        return picos[static_cast<std::size_t>(meter)];
    };
    if (!at(Meter::Prompt) || !at(Meter::Completion))
        return failure(ErrorCode::InvalidRequest, "a price needs at least prompt and completion");
    const auto inherit = [&at](Meter meter, Meter from) {
        if (!at(meter))
            at(meter) = at(from);
    };
    inherit(Meter::CacheRead, Meter::Prompt);
    inherit(Meter::CacheWrite, Meter::Prompt);
    inherit(Meter::Reasoning, Meter::Completion);
    if (!at(Meter::Request))
        at(Meter::Request) = 0;
    for (const auto& pico : picos) {
        if (pico && (*pico < 0 || *pico > kMaxPico))
            return failure(ErrorCode::InvalidRequest, "a price is at least 0 and at most 1,000,000 USD a unit");
    }
    Price price;
    price.m_id = id;
    price.m_picos = picos;
    price.m_validFrom = validFrom;
    return price;
}

Result<PicoUsd> Price::cost(const Usage& usage) const
{
    if (!usage.isWithinLimits())
        return failure(ErrorCode::InvalidRequest, "a usage count is out of its limits");
    PicoUsd sum = 0;
    for (const Meter meter : kMeters) {
        const std::int64_t count = usage[meter];
        if (count == 0)
            continue;
        const auto price = pico(meter);
        if (!price)
            return failure(ErrorCode::UnsupportedParameter,
                           "the endpoint has no price for the meter '" + std::string(meterWord(meter)) + "'");
        sum += static_cast<PicoUsd>(count) * static_cast<PicoUsd>(*price);
    }
    return sum;
}

Result<std::int64_t> parseUsdPerMillion(std::string_view text) { return parsePico(text, kPerMillionScale); }
std::string formatUsdPerMillion(std::int64_t pico) { return formatDecimal(pico, kPerMillionScale); }
Result<std::int64_t> parseUsdPerUnit(std::string_view text) { return parsePico(text, kPerUnitScale); }
std::string formatUsdPerUnit(std::int64_t pico) { return formatDecimal(pico, kPerUnitScale); }

} // namespace gotoai
