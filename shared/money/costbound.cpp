// SPDX-License-Identifier: GPL-3.0-or-later
#include "money/costbound.h"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace gotoai {
namespace {

constexpr std::array kPromptMeters = {Meter::Prompt, Meter::CacheRead, Meter::CacheWrite};
constexpr std::array kCompletionMeters = {Meter::Completion, Meter::Reasoning};

// Cache and reasoning meters always have a price where prompt and completion have one.
template<class Meters>
std::int64_t dearest(const Price::Picos& picos, const Meters& meters)
{
    std::int64_t pico = 0;
    for (const Meter meter : meters)
        pico = std::max(pico, picos[static_cast<std::size_t>(meter)].value_or(0));
    return pico;
}

PicoUsd product(std::int64_t count, std::int64_t pico)
{
    return static_cast<PicoUsd>(count) * static_cast<PicoUsd>(pico);
}

PicoUsd mostOfTier(const Price::Picos& picos, const UsageBound& bound)
{
    return product(bound.promptTokens, dearest(picos, kPromptMeters)) +
           product(bound.completionTokens, dearest(picos, kCompletionMeters)) +
           product(bound.images, dearest(picos, std::array{Meter::Image})) +
           product(bound.audioTokens, dearest(picos, std::array{Meter::Audio})) +
           product(1, dearest(picos, std::array{Meter::Request}));
}

Error unpriced(Meter meter)
{
    return failure(ErrorCode::UnsupportedParameter,
                   "the endpoint has no price for the meter '" + std::string(meterWord(meter)) + "'");
}

// A call of `prompt` tokens, all of one kind, and an answer as long as it gets, of one kind.
Result<void> checkCall(const Price& price, const UsageBound& bound, std::int64_t prompt, PicoUsd most)
{
    for (const Meter promptMeter : kPromptMeters) {
        for (const Meter completionMeter : kCompletionMeters) {
            Usage usage;
            usage[promptMeter] = prompt;
            usage[completionMeter] = bound.completionTokens;
            usage[Meter::Request] = 1;
            const auto cost = price.cost(usage);
            if (!cost)
                return cost.error();
            if (*cost > most)
                return failure(ErrorCode::InvalidRequest, "by this price a call could cost more than is held for it");
        }
    }
    return {};
}

} // namespace

Result<PicoUsd> mostCost(const Price& price, const UsageBound& bound)
{
    for (const std::int64_t count : {bound.promptTokens, bound.completionTokens, bound.images, bound.audioTokens}) {
        if (count < 0 || count > kMaxTokenCount)
            return failure(ErrorCode::InvalidRequest, "the request could use more than can be counted");
    }
    if (bound.images > 0 && !price.pico(Meter::Image))
        return unpriced(Meter::Image);
    if (bound.audioTokens > 0 && !price.pico(Meter::Audio))
        return unpriced(Meter::Audio);
    const auto tiers = price.tiers();
    const auto within = [&](std::size_t longer) {
        UsageBound part = bound;
        if (longer < tiers.size())
            part.promptTokens = std::min(part.promptTokens, tiers[longer].abovePromptTokens);
        return part;
    };
    PicoUsd most = mostOfTier(price.figures().picos, within(0));
    for (std::size_t i = 0; i < tiers.size() && tiers[i].abovePromptTokens < bound.promptTokens; ++i)
        most = std::max(most, mostOfTier(tiers[i].picos, within(i + 1)));
    return most;
}

Result<void> checkBounded(const Price& price, std::int64_t contextTokens, std::int64_t maxOutputTokens)
{
    const UsageBound bound{.promptTokens = contextTokens, .completionTokens = maxOutputTokens};
    const auto most = mostCost(price, bound);
    if (!most)
        return most.error();
    const auto amount = toMoney(*most, Rounding::Up);
    if (!amount || amount->nano() > kMostOfACallNano)
        return failure(ErrorCode::InvalidRequest, "by this price one call could cost more than 10,000,000 USD");
    auto checked = checkCall(price, bound, contextTokens, *most);
    for (const PriceTier& tier : price.tiers()) {
        for (const std::int64_t prompt : {tier.abovePromptTokens, tier.abovePromptTokens + 1}) {
            if (checked && prompt <= contextTokens)
                checked = checkCall(price, bound, prompt, *most);
        }
    }
    return checked;
}

} // namespace gotoai
