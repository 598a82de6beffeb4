// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clearinghouse/budgettallies.h"
#include "clearinghouse/order.h"

#include <span>
#include <vector>

// Whether budgets can carry an order, as functions of values.
namespace gotoai::clearinghouse {

// An order is under so many at most: one a period of its account and of its key, and room for more.
inline constexpr std::size_t kMaxBudgets = 32;

// The windows that an order counts in whose hold every budget can carry beside what is spent and held already.
// InsufficientFunds at the param "budget", naming the first that cannot, with needed and remaining; InvalidRequest for
// claims that contradict each other.
Result<std::vector<BudgetHold>> holdInBudgets(std::span<const BudgetClaim> claims, Money hold,
                                              const BudgetTallies& tallies);

// The same for more that an open order is to hold; its windows are those that it was reserved in. InvalidRequest when a
// budget of the order's is not among the claims.
Result<void> extendInBudgets(std::span<const BudgetClaim> claims, std::span<const BudgetHold> held, Money amount,
                             const BudgetTallies& tallies);

// The most that an extension may bring to an open order, as far as its budgets go.
Money leftInBudgets(std::span<const BudgetClaim> claims, std::span<const BudgetHold> held,
                    const BudgetTallies& tallies);

} // namespace gotoai::clearinghouse
