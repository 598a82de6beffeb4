// SPDX-License-Identifier: GPL-3.0-or-later
#include "money/decimal.h"

#include <limits>

namespace gotoai {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }

// value = value * 10 + digit, towards the sign; false when int64 cannot hold it.
bool shiftIn(std::int64_t& value, int digit, bool isNegative)
{
    std::int64_t next = 0;
    if (__builtin_mul_overflow(value, std::int64_t{10}, &next))
        return false;
    return !__builtin_add_overflow(next, std::int64_t{isNegative ? -digit : digit}, &value);
}

} // namespace

Result<std::int64_t> parseDecimal(std::string_view text, int scale)
{
    const auto malformed = [](const char* why) { return failure(ErrorCode::InvalidRequest, why); };
    const bool isNegative = text.starts_with('-');
    if (isNegative)
        text.remove_prefix(1);
    if (text.empty() || !isDigit(text.front()))
        return malformed("not a decimal number");

    std::int64_t value = 0;
    std::size_t at = 0;
    for (; at < text.size() && isDigit(text[at]); ++at) {
        if (!shiftIn(value, text[at] - '0', isNegative))
            return malformed("the number is too large");
    }
    int fraction = 0;
    if (at < text.size()) {
        if (text[at] != '.' || at + 1 == text.size())
            return malformed("not a decimal number");
        for (++at; at < text.size() && isDigit(text[at]); ++at) {
            if (fraction == scale) {
                if (text[at] != '0')
                    return malformed("the number has too many decimal places");
                continue;
            }
            ++fraction;
            if (!shiftIn(value, text[at] - '0', isNegative))
                return malformed("the number is too large");
        }
        if (at != text.size())
            return malformed("not a decimal number");
    }
    for (; fraction < scale; ++fraction) {
        if (!shiftIn(value, 0, isNegative))
            return malformed("the number is too large");
    }
    return value;
}

std::string formatDecimal(std::int64_t value, int scale, int minimumFraction)
{
    const bool isNegative = value < 0;
    std::uint64_t rest =
        isNegative ? std::uint64_t{0} - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
    std::string reversed;
    int written = 0;
    for (; written < scale; ++written) {
        const char digit = static_cast<char>('0' + rest % 10);
        rest /= 10;
        const bool isNeeded = !reversed.empty() || digit != '0' || scale - written <= minimumFraction;
        if (isNeeded)
            reversed.push_back(digit);
    }
    if (!reversed.empty())
        reversed.push_back('.');
    do {
        reversed.push_back(static_cast<char>('0' + rest % 10));
        rest /= 10;
    } while (rest != 0);
    if (isNegative)
        reversed.push_back('-');
    return {reversed.rbegin(), reversed.rend()};
}

} // namespace gotoai
