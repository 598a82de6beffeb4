// SPDX-License-Identifier: GPL-3.0-or-later
#include "reconciliation/exactamount.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>

namespace gotoai::reconciliation {
namespace {

constexpr std::size_t kMaxText = 64;
constexpr int kMaxExponent = 99;
constexpr int kPicoDigits = 12;
constexpr std::size_t kInt64Digits = 19;

// ±0.digits × 10^point, without zeros at the front.
struct Decimal
{
    bool isNegative = false;
    std::string digits{};
    int point = 0;
};

bool isDigit(char c) { return c >= '0' && c <= '9'; }

std::string_view takeDigits(std::string_view& text)
{
    std::size_t size = 0;
    while (size < text.size() && isDigit(text[size]))
        ++size;
    const auto digits = text.substr(0, size);
    text.remove_prefix(size);
    return digits;
}

bool takeSign(std::string_view& text, bool mayBePlus)
{
    const bool isNegative = text.starts_with('-');
    if (isNegative || (mayBePlus && text.starts_with('+')))
        text.remove_prefix(1);
    return isNegative;
}

std::optional<Decimal> parse(std::string_view text)
{
    if (text.empty() || text.size() > kMaxText)
        return std::nullopt;
    Decimal decimal{.isNegative = takeSign(text, false)};
    decimal.digits = takeDigits(text);
    if (decimal.digits.empty())
        return std::nullopt;
    decimal.point = static_cast<int>(decimal.digits.size());
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        const auto fraction = takeDigits(text);
        if (fraction.empty())
            return std::nullopt;
        decimal.digits += fraction;
    }
    if (text.starts_with('e') || text.starts_with('E')) {
        text.remove_prefix(1);
        const bool isNegative = takeSign(text, true);
        int exponent = 0;
        const auto digits = takeDigits(text);
        if (digits.empty())
            return std::nullopt;
        for (const char digit : digits)
            exponent = exponent > kMaxExponent ? exponent : exponent * 10 + (digit - '0');
        decimal.point += isNegative ? -exponent : exponent;
    }
    if (!text.empty())
        return std::nullopt;
    while (decimal.digits.starts_with('0')) {
        decimal.digits.erase(0, 1);
        --decimal.point;
    }
    return decimal;
}

// Half to even, by the digits that do not fit.
bool roundsUp(std::string_view dropped, bool isOdd)
{
    if (dropped.empty() || dropped.front() < '5')
        return false;
    const bool isHalf = dropped.front() == '5' && dropped.substr(1).find_first_not_of('0') == std::string_view::npos;
    return !isHalf || isOdd;
}

// The decimal × 10^scale as an integer.
ExactAmount scaled(const Decimal& decimal, int scale)
{
    using Kind = ExactAmount::Kind;
    if (decimal.digits.empty())
        return {Kind::Amount, 0};
    const int places = decimal.point + scale; // digits before the point
    if (places > static_cast<int>(kInt64Digits))
        return {Kind::TooLarge, 0};
    if (places < 0)
        return {Kind::Amount, 0};
    const auto whole = static_cast<std::size_t>(places);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < whole; ++i)
        value = value * 10 + (i < decimal.digits.size() ? static_cast<std::uint64_t>(decimal.digits[i] - '0') : 0U);
    const auto dropped = std::string_view(decimal.digits).substr(std::min(whole, decimal.digits.size()));
    value += roundsUp(dropped, value % 2 == 1) ? 1 : 0;
    if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
        return {Kind::TooLarge, 0};
    const auto amount = static_cast<std::int64_t>(value);
    return {Kind::Amount, decimal.isNegative ? -amount : amount};
}

} // namespace

ExactAmount parseAmount(std::string_view text, int decimals)
{
    const auto decimal = parse(text);
    return decimal ? scaled(*decimal, kPicoDigits - decimals) : ExactAmount();
}

ExactAmount parseCount(std::string_view text)
{
    const auto decimal = parse(text);
    if (!decimal)
        return {};
    const auto whole = static_cast<std::size_t>(decimal->point > 0 ? decimal->point : 0);
    const auto fraction = std::string_view(decimal->digits).substr(std::min(whole, decimal->digits.size()));
    if (fraction.find_first_not_of('0') != std::string_view::npos)
        return {};
    return scaled(*decimal, 0);
}

} // namespace gotoai::reconciliation
