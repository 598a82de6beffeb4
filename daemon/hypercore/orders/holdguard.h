// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "money/money.h"

#include <optional>

namespace gotoai::hypercore {

// How much of the most that an order can cost is held while its answer streams: so much ahead of what may have been
// used. Says when more is to be asked for, how much, and whether any more may go out. A value; knows no ledger.
class HoldGuard
{
public:
    // Everything is held from the start on: it never asks.
    explicit HoldGuard(Money most);
    // `first` covers what is used before the answer; all ≥ 0.
    HoldGuard(Money first, Money most, Money step);

    Money held() const { return m_held; }
    bool isPartial() const { return m_held < m_most; }
    // Whether the hold carries it if so much has been used.
    bool covers(Money used) const { return !isPartial() || used <= m_held; }

    // What to ask for when so much may have been used: once half a step is left. Empty while that is enough, or while
    // an answer is awaited.
    std::optional<Money> wish(Money used);
    // What is missing at the end, when so much has been used: the rest of that, of the most that it was to hold.
    std::optional<Money> lastWish(Money used);
    bool isAsking() const { return m_asked.has_value(); }
    // Answers to the last wish; of what was wished for, so much.
    void granted(Money amount);
    void refused() { m_asked.reset(); }

private:
    Money m_held;
    Money m_most;
    Money m_step;
    std::optional<Money> m_asked;
};

} // namespace gotoai::hypercore
