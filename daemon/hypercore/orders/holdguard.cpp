// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/orders/holdguard.h"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace gotoai::hypercore {
namespace {

// Beyond what Money holds there is nothing more to hold.
std::int64_t sum(Money a, Money b)
{
    return a.plus(b).value_or(Money::fromNano(std::numeric_limits<std::int64_t>::max())).nano();
}

} // namespace

HoldGuard::HoldGuard(Money most)
    : m_held(most)
    , m_most(most)
{}

HoldGuard::HoldGuard(Money first, Money most, Money step)
    : m_held(std::min(first, most))
    , m_most(most)
    , m_step(step)
{}

std::optional<Money> HoldGuard::wish(Money used)
{
    const std::int64_t wanted = sum(used, Money::fromNano(m_step.nano() / 2));
    if (m_asked || !isPartial() || wanted <= m_held.nano())
        return std::nullopt;
    const std::int64_t target = std::min(std::max(wanted, sum(m_held, m_step)), m_most.nano());
    m_asked = Money::fromNano(target - m_held.nano());
    return m_asked;
}

std::optional<Money> HoldGuard::lastWish(Money used)
{
    const Money target = std::min(used, m_most);
    if (m_asked || target <= m_held)
        return std::nullopt;
    m_asked = Money::fromNano(target.nano() - m_held.nano());
    return m_asked;
}

void HoldGuard::granted(Money amount)
{
    m_held = Money::fromNano(m_held.nano() + amount.nano());
    m_asked.reset();
}

} // namespace gotoai::hypercore
