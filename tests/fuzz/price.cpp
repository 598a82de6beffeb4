// SPDX-License-Identifier: GPL-3.0-or-later
// Amounts and prices: what parses prints to the same value in its one spelling, and is never more than what it says by
// a reading with 128 bits; what a price costs is never negative and rises with every count, and no call costs more than
// the most that is reckoned for its size.
#include "money/price.h"
#include "money/costbound.h"
#include "money/decimal.h"
#include "money/money.h"

#include "property.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <span>
#include <string>

using namespace gotoai;
using fuzz::mustHold;

namespace {

__extension__ using Wide = __int128;

// A plain reading of [-]digits[.digits] at a scale; empty for anything else and for what 38 digits cannot hold.
std::optional<Wide> plainReading(std::string_view text, int scale)
{
    const bool isNegative = !text.empty() && text.front() == '-';
    if (isNegative)
        text.remove_prefix(1);
    const std::size_t point = std::min(text.find('.'), text.size());
    std::string digits(text.substr(0, point));
    std::string fraction(point < text.size() ? text.substr(point + 1) : std::string_view());
    if (digits.empty() || (point < text.size() && fraction.empty()))
        return std::nullopt;
    while (fraction.size() > static_cast<std::size_t>(scale) && fraction.back() == '0')
        fraction.pop_back();
    if (fraction.size() > static_cast<std::size_t>(scale))
        return std::nullopt;
    fraction.resize(static_cast<std::size_t>(scale), '0');
    digits += fraction;
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
    if (digits.size() > 37)
        return std::nullopt;
    Wide value = 0;
    for (const char c : digits) {
        if (c < '0' || c > '9')
            return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return isNegative ? -value : value;
}

void mustPrintAndParse(std::string_view text)
{
    for (int scale = 0; scale <= 12; scale += 3) {
        const auto value = parseDecimal(text, scale);
        const auto plain = plainReading(text, scale);
        const bool isHeld = plain && *plain >= INT64_MIN && *plain <= INT64_MAX;
        mustHold(value.has_value() == isHeld, "exactly what int64 holds is accepted");
        if (!value)
            continue;
        mustHold(*value == *plain, "a number is what it says");
        const std::string printed = formatDecimal(*value, scale);
        mustHold(parseDecimal(printed, scale).value() == *value, "what is printed parses to the same");
        mustHold(formatDecimal(*parseDecimal(printed, scale), scale) == printed, "a value has one spelling");
    }
    if (const auto pico = parseUsdPerMillion(text)) {
        mustHold(*pico >= 0 && *pico <= Price::kMaxPico, "a price is within its limits");
        mustHold(parseUsdPerMillion(formatUsdPerMillion(*pico)).value() == *pico, "a price prints and parses");
    }
    if (const auto pico = parseUsdPerUnit(text)) {
        mustHold(*pico >= 0 && *pico <= Price::kMaxPico, "a price is within its limits");
        mustHold(parseUsdPerUnit(formatUsdPerUnit(*pico)).value() == *pico, "a price prints and parses");
    }
    if (const auto money = Money::parseUsd(text))
        mustHold(Money::parseUsd(money->toUsd()).value() == *money, "an amount prints and parses");
}

// The bytes as numbers: prices and counts, in and out of their limits.
void mustCostRight(const std::uint8_t* data, std::size_t size)
{
    std::array<std::int64_t, 2 * kMeterCount> numbers{};
    std::memcpy(numbers.data(), data, std::min(size, sizeof numbers));
    Price::Picos picos;
    Usage usage;
    for (std::size_t i = 0; i < kMeterCount; ++i) {
        picos[i] = numbers[i];
        usage.counts[i] = numbers[kMeterCount + i];
    }
    const auto price = Price::make(PriceId(), picos, Instant());
    if (!price)
        return;
    const auto cost = price->cost(usage);
    mustHold(cost.has_value() == usage.isWithinLimits(), "a count within its limits has a cost");
    if (!cost)
        return;
    const auto charged = toMoney(*cost, Rounding::Up);
    const auto billed = toMoney(*cost, Rounding::HalfToEven);
    mustHold(!charged || (!charged->isNegative() && *charged >= *billed), "a charge covers the cost");
    ++usage[Meter::Completion];
    if (const auto more = price->cost(usage))
        mustHold(*more >= *cost, "more costs no less");
}

// A price with a tier: a call is priced by one of the two, and never above the most that is reckoned for its size.
void mustBeBounded(const std::uint8_t* data, std::size_t size)
{
    std::array<std::int64_t, 3 * kMeterCount + 1> numbers{};
    std::memcpy(numbers.data(), data, std::min(size, sizeof numbers));
    Price::Picos picos;
    Price::Picos longer;
    Usage usage;
    for (std::size_t i = 0; i < kMeterCount; ++i) {
        picos[i] = numbers[i];
        longer[i] = numbers[kMeterCount + i];
        usage.counts[i] = numbers[2 * kMeterCount + i] % (kMaxTokenCount / 8);
    }
    usage[Meter::Request] = usage[Meter::Request] > 0 ? 1 : 0;
    const auto price = Price::make(PriceId(), {picos, {{numbers.back(), longer}}}, Instant());
    const auto cost = price ? price->cost(usage) : Result<PicoUsd>(failure(ErrorCode::InvalidRequest, ""));
    if (!cost)
        return;
    mustHold(decodeTiers(encodeTiers(price->tiers())).value() == price->figures().tiers, "tiers are kept as bytes");
    const auto most = mostCost(*price, {.promptTokens = usage.promptTokens(),
                                        .completionTokens = usage.completionTokens(),
                                        .images = usage[Meter::Image],
                                        .audioTokens = usage[Meter::Audio]});
    mustHold(most && *most >= *cost, "no call costs more than the most");
}

void mustReadTiers(const std::uint8_t* data, std::size_t size)
{
    if (const auto tiers = decodeTiers({data, size}))
        mustHold(std::ranges::equal(encodeTiers(*tiers), std::span(data, size)), "tiers have one encoding");
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    mustPrintAndParse(fuzz::textOf(data, size));
    mustCostRight(data, size);
    mustBeBounded(data, size);
    mustReadTiers(data, size);
    return 0;
}
