// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/budgetrules.h"

#include <algorithm>
#include <limits>
#include <string>

namespace gotoai::clearinghouse {
namespace {

Money leftIn(const BudgetClaim& claim, const BudgetTally& tally)
{
    const auto used = tally.spent.plus(tally.held);
    return std::max(used ? claim.limit.minus(*used).value_or(Money()) : Money(), Money());
}

Error exceeded(const BudgetClaim& claim, Money needed, const BudgetTally& tally)
{
    const Money left = leftIn(claim, tally);
    const std::string until = claim.until ? " until " + toRfc3339(*claim.until) : std::string();
    return failure(ErrorCode::InsufficientFunds,
                   "The budget '" + claim.name + "' (" + claim.budget.toString() +
                       ") cannot carry the call: it needs $" + needed.toUsd() + ", $" + left.toUsd() + " of $" +
                       claim.limit.toUsd() + " remain" + until + ".",
                   "budget");
}

Result<void> carry(const BudgetClaim& claim, Money amount, const BudgetTally& tally)
{
    const auto used = tally.spent.plus(tally.held);
    const auto asked = used ? used->plus(amount) : std::nullopt;
    const bool isCarried = asked && *asked <= claim.limit;
    return isCarried || amount.isZero() ? Result<void>() : exceeded(claim, amount, tally);
}

} // namespace

Result<std::vector<BudgetHold>> holdInBudgets(std::span<const BudgetClaim> claims, Money hold,
                                              const BudgetTallies& tallies)
{
    if (claims.size() > kMaxBudgets)
        return failure(ErrorCode::InvalidRequest, "an order is under too many budgets");
    std::vector<BudgetHold> held;
    held.reserve(claims.size());
    for (const BudgetClaim& claim : claims) {
        if (claim.budget.isNull() || claim.limit.isNegative() ||
            std::ranges::find(held, claim.budget, &BudgetHold::budget) != held.end())
            return failure(ErrorCode::InvalidRequest,
                           "an order is under a budget once, with a limit that is not negative");
        const Instant from = tallies.windowFor(claim.budget, claim.from);
        if (auto carried = carry(claim, hold, tallies.tally(claim.budget, from)); !carried)
            return std::move(carried).error();
        held.push_back({claim.budget, from});
    }
    return held;
}

Result<void> extendInBudgets(std::span<const BudgetClaim> claims, std::span<const BudgetHold> held, Money amount,
                             const BudgetTallies& tallies)
{
    for (const auto& [budget, from] : held) {
        const auto claim = std::ranges::find(claims, budget, &BudgetClaim::budget);
        if (claim == claims.end())
            return failure(ErrorCode::InvalidRequest, "an extension names the budgets of its order");
        if (auto carried = carry(*claim, amount, tallies.tally(budget, from)); !carried)
            return carried;
    }
    return {};
}

Money leftInBudgets(std::span<const BudgetClaim> claims, std::span<const BudgetHold> held, const BudgetTallies& tallies)
{
    Money left = Money::fromNano(std::numeric_limits<std::int64_t>::max());
    for (const auto& [budget, from] : held) {
        const auto claim = std::ranges::find(claims, budget, &BudgetClaim::budget);
        if (claim != claims.end())
            left = std::min(left, leftIn(*claim, tallies.tally(budget, from)));
    }
    return left;
}

} // namespace gotoai::clearinghouse
