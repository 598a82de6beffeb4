// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/adapters/reportedcost.h"

#include <charconv>
#include <limits>

namespace gotoai::supply {
namespace {

constexpr int kNanoDigits = 9;
// More digits than a double tells.
constexpr int kMaxDigits = 18;
constexpr int kMaxShift = 40;

// digits × 10^exponent
struct Decimal
{
    std::int64_t digits = 0;
    int exponent = 0;
};

// The grammar holds already (RFC 8259, section 6). Digits beyond the eighteenth are dropped.
std::optional<Decimal> readDecimal(std::string_view text)
{
    Decimal decimal;
    int count = 0;
    bool isFraction = false;
    std::size_t at = 0;
    for (; at < text.size() && text[at] != 'e' && text[at] != 'E'; ++at) {
        if (text[at] == '.') {
            isFraction = true;
            continue;
        }
        if (text[at] == '-')
            return std::nullopt;
        const bool isKept = count < kMaxDigits;
        if (isKept)
            decimal.digits = decimal.digits * 10 + (text[at] - '0');
        count += decimal.digits > 0 ? 1 : 0;
        decimal.exponent += (isKept ? 0 : 1) - (isFraction ? 1 : 0);
    }
    if (at == text.size())
        return decimal;
    ++at;
    at += at < text.size() && text[at] == '+' ? 1 : 0;
    int exponent = 0;
    if (std::from_chars(text.data() + at, text.data() + text.size(), exponent).ec != std::errc())
        return std::nullopt;
    if (exponent < -1'000 || exponent > 1'000)
        return std::nullopt;
    decimal.exponent += exponent;
    return decimal;
}

} // namespace

std::optional<Money> readReportedCost(const json::Value& cost)
{
    if (cost.kind() != json::Value::Kind::Number)
        return std::nullopt;
    const auto decimal = readDecimal(cost.raw());
    if (!decimal)
        return std::nullopt;
    std::int64_t nano = decimal->digits;
    const int shift = decimal->exponent + kNanoDigits;
    if (nano == 0 || shift < -kMaxShift)
        return Money();
    for (int i = 0; i < shift; ++i) {
        if (nano > std::numeric_limits<std::int64_t>::max() / 10)
            return std::nullopt;
        nano *= 10;
    }
    for (int i = shift; i < 0; ++i)
        nano = i == -1 ? nano / 10 + (nano % 10 >= 5 ? 1 : 0) : nano / 10;
    return Money::fromNano(nano);
}

} // namespace gotoai::supply
