// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/routing/ranking.h"

#include <algorithm>
#include <bit>
#include <cstdlib>

namespace gotoai::hypercore {
namespace {

constexpr std::int64_t kBytesPerToken = 4;
// Of an endpoint whose first token has been timed and nothing after it.
constexpr std::int32_t kSlowTokensPerSecond = 20;
constexpr std::int64_t kMicrosecondsPerSecond = 1'000'000;

std::uint64_t unsignedOf(std::int64_t value) { return static_cast<std::uint64_t>(std::max<std::int64_t>(value, 0)); }

// For a prompt as long as the request's.
const Price::Picos& picosOf(const Price& price, const ExpectedUsage& usage)
{
    return price.tiers().empty() ? price.figures().picos : price.picosFor(usage.promptTokens);
}

std::uint64_t picoOf(const Price::Picos& picos, Meter meter)
{
    return unsignedOf(picos[static_cast<std::size_t>(meter)].value_or(0));
}

// Eight steps an octave: values of one step are near enough to be equals.
std::uint64_t step(std::uint64_t value)
{
    if (value < 8)
        return value;
    const auto octave = static_cast<unsigned>(std::bit_width(value)) - 4;
    return octave * 8 + (value >> octave);
}

std::uint64_t shortfall(const std::optional<std::int32_t>& score)
{
    constexpr std::int32_t kBest = 100;
    return score ? unsignedOf(kBest - *score) : kUnscored;
}

// Most fit into 32 bits, where a division takes half the time.
std::int64_t quotient(std::int64_t value, std::int32_t by)
{
    return value >= 0 && value <= UINT32_MAX ? static_cast<std::uint32_t>(value) / static_cast<std::uint32_t>(by)
                                             : value / by;
}

std::uint64_t answerTime(const supply::HealthFigures& health, const ExpectedUsage& usage)
{
    if (health.firstToken.count() <= 0)
        return kUnscored;
    const std::int32_t speed = health.tokensPerSecond > 0 ? health.tokensPerSecond : kSlowTokensPerSecond;
    return step(
        unsignedOf(health.firstToken.count() + quotient(usage.completionTokens * kMicrosecondsPerSecond, speed)));
}

std::uint64_t clamped(PicoUsd pico) { return static_cast<std::uint64_t>(std::min<PicoUsd>(pico, kUnscored - 1)); }

} // namespace

Ordering orderingOf(RoutingMode mode, const chat::RouteWishes* wishes)
{
    using Sort = chat::RouteWishes::Sort;
    if (wishes != nullptr && wishes->sort) {
        switch (*wishes->sort) {
        case Sort::Price: return Ordering::ExpectedPrice;
        case Sort::Throughput: return Ordering::Throughput;
        case Sort::Latency: return Ordering::FirstToken;
        }
    }
    switch (mode) {
    case RoutingMode::Cheap:
    case RoutingMode::Privacy: return Ordering::OutputPrice;
    case RoutingMode::Quality: return Ordering::Quality;
    case RoutingMode::Latency: return Ordering::AnswerTime;
    case RoutingMode::Code: return Ordering::CodeScore;
    }
    std::abort();
}

ExpectedUsage::ExpectedUsage(const chat::Request& request)
    : promptTokens(static_cast<std::int64_t>(request.body.size()) / kBytesPerToken)
    , completionTokens(std::min(request.maxCompletionTokens.value_or(kTypicalOutput), kTypicalOutput) * request.choices)
{}

PicoUsd expectedCost(const ExpectedUsage& usage, const Price& price)
{
    const Price::Picos& picos = picosOf(price, usage);
    return static_cast<PicoUsd>(unsignedOf(usage.promptTokens)) * picoOf(picos, Meter::Prompt) +
           static_cast<PicoUsd>(unsignedOf(usage.completionTokens)) * picoOf(picos, Meter::Completion) +
           picoOf(picos, Meter::Request);
}

Merit meritOf(Ordering ordering, const supply::Endpoint& endpoint, const supply::HealthFigures& health,
              const ExpectedUsage& usage)
{
    const Price::Picos& picos = picosOf(*endpoint.price, usage);
    const std::uint64_t outputPrice = picoOf(picos, Meter::Completion);
    switch (ordering) {
    case Ordering::OutputPrice: return {outputPrice, picoOf(picos, Meter::Prompt)};
    case Ordering::Quality: return {shortfall(endpoint.traits.quality), outputPrice};
    case Ordering::CodeScore: return {shortfall(endpoint.traits.codeScore), outputPrice};
    case Ordering::AnswerTime: return {answerTime(health, usage), outputPrice};
    case Ordering::ExpectedPrice: return {clamped(expectedCost(usage, *endpoint.price)), 0};
    case Ordering::Throughput:
        return {health.tokensPerSecond > 0 ? kUnscored - 1 - step(unsignedOf(health.tokensPerSecond)) : kUnscored,
                outputPrice};
    case Ordering::FirstToken:
        return {health.firstToken.count() > 0 ? step(unsignedOf(health.firstToken.count())) : kUnscored, outputPrice};
    }
    std::abort();
}

bool isMeasured(Ordering ordering)
{
    return ordering == Ordering::AnswerTime || ordering == Ordering::Throughput || ordering == Ordering::FirstToken;
}

} // namespace gotoai::hypercore
