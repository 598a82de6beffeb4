// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gotoai {

// An amount of USD in nano-dollars (10⁻⁹), int64: ± $9.2 billion. Arithmetic is checked; overflow is an answer
// (an empty optional), never a wrapped number. The sign is for balances and differences; a transfer's amount is > 0.
class Money
{
public:
    constexpr Money() = default;
    static constexpr Money fromNano(std::int64_t nano) { return Money(nano); }
    // "0.0000071", at most nine decimal places. InvalidRequest otherwise.
    static Result<Money> parseUsd(std::string_view text);

    constexpr std::int64_t nano() const { return m_nano; }
    constexpr bool isZero() const { return m_nano == 0; }
    constexpr bool isNegative() const { return m_nano < 0; }
    std::string toUsd() const; // the shortest exact decimal: "0.0000071", "10", "-0.5"

    std::optional<Money> plus(Money other) const;
    std::optional<Money> minus(Money other) const;
    constexpr auto operator<=>(const Money&) const = default;

private:
    explicit constexpr Money(std::int64_t nano)
        : m_nano(nano)
    {}

    std::int64_t m_nano = 0;
};

// A sum of products in pico-dollars (10⁻¹²). 128 bits hold every product of an int64 price and an int64 count, and
// more of them than an attempt has meters.
__extension__ using PicoUsd = unsigned __int128;

enum class Rounding {
    Up,         // holds and charges: never less than the sum
    HalfToEven, // what a provider will bill
};

// Pico to nano. Empty when int64 cannot hold the result.
std::optional<Money> toMoney(PicoUsd pico, Rounding rounding);

} // namespace gotoai
