// SPDX-License-Identifier: GPL-3.0-or-later
#include "money/price.h"

#include "money/decimal.h"

#include <algorithm>

namespace gotoai {
namespace {

constexpr int kPerMillionScale = 6; // pico per token = USD per million × 10⁶
constexpr int kPerUnitScale = 12;   // pico per unit = USD × 10¹²
constexpr const char* kOutOfRange = "a price is at least 0 and at most 1,000,000 USD a unit";

Error invalid(const char* sentence) { return failure(ErrorCode::InvalidRequest, sentence); }

Result<std::int64_t> parsePico(std::string_view text, int scale)
{
    auto pico = parseDecimal(text, scale);
    if (!pico)
        return std::move(pico).error();
    if (*pico < 0 || *pico > Price::kMaxPico)
        return invalid(kOutOfRange);
    return *pico;
}

std::optional<std::int64_t>& at(MeterPicos& picos, Meter meter) { return picos[static_cast<std::size_t>(meter)]; }

// What is not priced by itself goes by something else.
Result<void> complete(MeterPicos& picos)
{
    if (!at(picos, Meter::Prompt) || !at(picos, Meter::Completion))
        return invalid("a price needs at least prompt and completion");
    const auto inherit = [&picos](Meter meter, Meter from) {
        if (!at(picos, meter))
            at(picos, meter) = at(picos, from);
    };
    inherit(Meter::CacheRead, Meter::Prompt);
    inherit(Meter::CacheWrite, Meter::Prompt);
    inherit(Meter::Reasoning, Meter::Completion);
    for (const auto& pico : picos) {
        if (pico && (*pico < 0 || *pico > Price::kMaxPico))
            return invalid(kOutOfRange);
    }
    return {};
}

Result<void> completeTiers(PriceFigures& figures)
{
    if (figures.tiers.size() > Price::kMaxTiers)
        return invalid("a price has at most 7 tiers of longer prompts");
    std::int64_t shorter = 0;
    for (PriceTier& tier : figures.tiers) {
        if (tier.abovePromptTokens <= shorter || tier.abovePromptTokens >= kMaxTokenCount)
            return invalid("the tiers of a price go from shorter to longer prompts, each above 1 or more tokens");
        shorter = tier.abovePromptTokens;
        for (const Meter meter : {Meter::Image, Meter::Audio, Meter::Request}) {
            if (at(tier.picos, meter) && !at(figures.picos, meter))
                return invalid("a tier prices a meter that short prompts have no price for");
            if (!at(tier.picos, meter))
                at(tier.picos, meter) = at(figures.picos, meter);
        }
        if (auto completed = complete(tier.picos); !completed)
            return completed;
    }
    return {};
}

} // namespace

Result<Price> Price::make(PriceId id, PriceFigures figures, Instant validFrom, std::optional<Instant> validUntil)
{
    if (auto completed = complete(figures.picos); !completed)
        return std::move(completed).error();
    if (!at(figures.picos, Meter::Request))
        at(figures.picos, Meter::Request) = 0;
    if (auto completed = completeTiers(figures); !completed)
        return std::move(completed).error();
    if (validUntil && *validUntil <= validFrom)
        return invalid("a price ends after it begins");
    Price price;
    price.m_id = id;
    price.m_figures = std::move(figures);
    price.m_validFrom = validFrom;
    price.m_validUntil = validUntil;
    return price;
}

const Price::Picos& Price::picosFor(std::int64_t promptTokens) const
{
    const Picos* found = &m_figures.picos;
    for (const PriceTier& tier : m_figures.tiers) {
        if (promptTokens > tier.abovePromptTokens)
            found = &tier.picos;
    }
    return *found;
}

Result<PicoUsd> Price::cost(const Usage& usage) const
{
    if (!usage.isWithinLimits())
        return invalid("a usage count is out of its limits");
    const Picos& picos = picosFor(usage.promptTokens());
    PicoUsd sum = 0;
    for (const Meter meter : kMeters) {
        const std::int64_t count = usage[meter];
        if (count == 0)
            continue;
        const auto price = picos[static_cast<std::size_t>(meter)];
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
