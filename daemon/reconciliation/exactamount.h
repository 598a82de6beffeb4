// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace gotoai::reconciliation {

// What a provider writes as an amount, in pico-USD (10⁻¹²), by decimal arithmetic alone.
struct ExactAmount
{
    enum class Kind {
        Amount,
        TooLarge, // a number that int64 cannot hold in pico-USD: beyond some nine million dollars
        NoNumber,
    };
    Kind kind = Kind::NoNumber;
    std::int64_t pico = 0;
};

// Takes [-]digits[.digits][e[±]digits], as JSON and spreadsheets write numbers, at most 64 characters. What is finer
// than a pico-USD is rounded half to even: providers write binary fractions with all their digits. `decimals` are those
// of the unit: 0 for dollars, 2 for cents.
ExactAmount parseAmount(std::string_view text, int decimals = 0);

// A count in the same spelling that is a whole number; TooLarge beyond int64, NoNumber also for fractions. In `pico`.
ExactAmount parseCount(std::string_view text);

} // namespace gotoai::reconciliation
