// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clearinghouse/orderterms.h"
#include "money/money.h"

#include <cstdint>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace gotoai::clearinghouse {

// What the orders that were reserved in one window of a budget have cost and may still cost.
struct BudgetTally
{
    Instant from{};
    Money spent{}; // charges, less what was refunded
    Money held{};  // holds of open orders
    std::int64_t openOrders = 0;
    bool operator==(const BudgetTally&) const = default;
};

// The tallies of every budget's latest window, and of those before in which an order is still open. Changes are staged
// like those of Books, of which this is a part. An order's operations fail, with nothing changed, on a window that has
// no such hold or when a sum overflows: what the settler never asks for, and a broken ledger may.
class BudgetTallies
{
public:
    // By the begin of their windows.
    using Windows = std::vector<BudgetTally>;
    using ByBudget = std::unordered_map<BudgetId, Windows>;

    // The window that an order counts in which asks for the one from `from`: never one before the budget's latest, or a
    // clock that went back would open it anew.
    Instant windowFor(const BudgetId& budget, Instant from) const;
    // Zeros where nothing is known of the window.
    BudgetTally tally(const BudgetId& budget, Instant from) const;
    const ByBudget& all() const { return m_tallies; }

    [[nodiscard]] bool reserve(std::span<const BudgetHold> budgets, Money hold);
    [[nodiscard]] bool extend(std::span<const BudgetHold> budgets, Money amount);
    [[nodiscard]] bool end(std::span<const BudgetHold> budgets, Money hold, Money charge);
    // A window that is over and done is not kept, and not corrected.
    [[nodiscard]] bool refund(std::span<const BudgetHold> budgets, Money amount);

    std::size_t mark() const { return m_steps.size(); }
    void undoTo(std::size_t mark);
    void commit() { m_steps.clear(); }

    // Budgets whose tallies changed since forgetChanges().
    const std::unordered_set<BudgetId>& changed() const { return m_changed; }
    void forgetChanges() { m_changed.clear(); }
    // For loading, outside any transaction; windows come in their order.
    void put(const BudgetId& budget, const BudgetTally& tally) { m_tallies[budget].push_back(tally); }

private:
    struct Step
    {
        BudgetId budget;
        Windows before;
    };

    template<class Change>
    bool change(std::span<const BudgetHold> budgets, Change change);
    static BudgetTally* find(Windows& windows, Instant from);

    ByBudget m_tallies;
    std::unordered_set<BudgetId> m_changed;
    std::vector<Step> m_steps; // of this transaction
};

} // namespace gotoai::clearinghouse
