// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/budgettallies.h"

#include <algorithm>
#include <utility>

namespace gotoai::clearinghouse {
namespace {

// False, with `sum` as it was, when it would leave its range.
bool add(Money& sum, Money amount)
{
    const auto result = sum.plus(amount);
    sum = result.value_or(sum);
    return result.has_value();
}

bool take(Money& sum, Money amount)
{
    const auto result = sum.minus(amount);
    sum = result.value_or(sum);
    return result.has_value();
}

} // namespace

Instant BudgetTallies::windowFor(const BudgetId& budget, Instant from) const
{
    const auto found = m_tallies.find(budget);
    return found == m_tallies.end() ? from : std::max(from, found->second.back().from);
}

BudgetTally BudgetTallies::tally(const BudgetId& budget, Instant from) const
{
    const auto found = m_tallies.find(budget);
    if (found != m_tallies.end()) {
        const auto window = std::ranges::find(found->second, from, &BudgetTally::from);
        if (window != found->second.end())
            return *window;
    }
    return {.from = from};
}

BudgetTally* BudgetTallies::find(Windows& windows, Instant from)
{
    const auto found = std::ranges::find(windows, from, &BudgetTally::from);
    return found == windows.end() ? nullptr : &*found;
}

// `change(windows, from)` for each; all or nothing. Afterwards a window is kept while it is the latest or has an order.
template<class Change>
bool BudgetTallies::change(std::span<const BudgetHold> budgets, Change change)
{
    const std::size_t before = mark();
    for (const auto& [budget, from] : budgets) {
        Windows& windows = m_tallies[budget];
        m_steps.push_back({budget, windows});
        m_changed.insert(budget);
        if (!change(windows, from)) {
            undoTo(before);
            return false;
        }
        if (windows.empty()) {
            m_tallies.erase(budget);
            continue;
        }
        const Instant latest = windows.back().from;
        std::erase_if(windows, [latest](const BudgetTally& t) { return t.from != latest && t.openOrders == 0; });
    }
    return true;
}

bool BudgetTallies::reserve(std::span<const BudgetHold> budgets, Money hold)
{
    return change(budgets, [hold](Windows& windows, Instant from) {
        if (windows.empty() || windows.back().from < from)
            windows.push_back({.from = from});
        BudgetTally& latest = windows.back();
        ++latest.openOrders;
        return latest.from == from && add(latest.held, hold);
    });
}

bool BudgetTallies::extend(std::span<const BudgetHold> budgets, Money amount)
{
    return change(budgets, [amount](Windows& windows, Instant from) {
        BudgetTally* const tally = find(windows, from);
        return tally && tally->openOrders > 0 && add(tally->held, amount);
    });
}

bool BudgetTallies::end(std::span<const BudgetHold> budgets, Money hold, Money charge)
{
    return change(budgets, [hold, charge](Windows& windows, Instant from) {
        BudgetTally* const tally = find(windows, from);
        if (!tally || tally->openOrders == 0 || tally->held < hold)
            return false;
        --tally->openOrders;
        return take(tally->held, hold) && add(tally->spent, charge);
    });
}

bool BudgetTallies::refund(std::span<const BudgetHold> budgets, Money amount)
{
    return change(budgets, [amount](Windows& windows, Instant from) {
        BudgetTally* const tally = find(windows, from);
        return !tally || take(tally->spent, amount);
    });
}

void BudgetTallies::undoTo(std::size_t mark)
{
    while (m_steps.size() > mark) {
        auto& [budget, before] = m_steps.back();
        if (before.empty())
            m_tallies.erase(budget);
        else
            m_tallies[budget] = std::move(before);
        m_steps.pop_back();
    }
}

} // namespace gotoai::clearinghouse
