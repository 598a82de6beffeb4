// SPDX-License-Identifier: GPL-3.0-or-later
#include "money/money.h"

#include "money/decimal.h"

#include <limits>

namespace gotoai {

Result<Money> Money::parseUsd(std::string_view text)
{
    auto nano = parseDecimal(text, 9);
    if (!nano)
        return std::move(nano).error();
    return Money(*nano);
}

std::string Money::toUsd() const { return formatDecimal(m_nano, 9); }

std::optional<Money> Money::plus(Money other) const
{
    Money sum;
    if (__builtin_add_overflow(m_nano, other.m_nano, &sum.m_nano))
        return std::nullopt;
    return sum;
}

std::optional<Money> Money::minus(Money other) const
{
    Money difference;
    if (__builtin_sub_overflow(m_nano, other.m_nano, &difference.m_nano))
        return std::nullopt;
    return difference;
}

std::optional<Money> toMoney(PicoUsd pico, Rounding rounding)
{
    constexpr unsigned kPicoPerNano = 1000;
    PicoUsd nano = pico / kPicoPerNano;
    const auto rest = static_cast<unsigned>(pico % kPicoPerNano);
    const bool isUp =
        rounding == Rounding::Up ? rest > 0 : rest > kPicoPerNano / 2 || (rest == kPicoPerNano / 2 && nano % 2 == 1);
    if (isUp)
        ++nano;
    if (nano > static_cast<PicoUsd>(std::numeric_limits<std::int64_t>::max()))
        return std::nullopt;
    return Money::fromNano(static_cast<std::int64_t>(nano));
}

} // namespace gotoai
