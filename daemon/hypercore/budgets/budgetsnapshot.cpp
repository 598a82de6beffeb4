// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/budgets/budgetsnapshot.h"

namespace gotoai::hypercore {
namespace {

template<class Map, class Id>
void claimAll(const Map& budgets, const Id& id, Instant at, BudgetCalendar& calendar,
              std::vector<clearinghouse::BudgetClaim>& claims)
{
    if (budgets.empty())
        return;
    const auto found = budgets.find(id);
    if (found == budgets.end())
        return;
    for (const auto& budget : found->second) {
        const BudgetWindow& window = calendar.windowOf(*budget, at);
        claims.push_back({budget->id, budget->name, budget->limit, window.from, window.until});
    }
}

} // namespace

BudgetSnapshot::BudgetSnapshot(const std::vector<BudgetPtr>& budgets)
{
    for (const BudgetPtr& budget : budgets) {
        auto& list = budget->key ? m_ofKeys[*budget->key] : m_ofAccounts[budget->account];
        list.push_back(budget);
    }
}

std::vector<clearinghouse::BudgetClaim> BudgetSnapshot::claims(const AccountId& account, const KeyId& key, Instant at,
                                                               BudgetCalendar& calendar) const
{
    std::vector<clearinghouse::BudgetClaim> claims;
    claimAll(m_ofAccounts, account, at, calendar, claims);
    claimAll(m_ofKeys, key, at, calendar, claims);
    return claims;
}

} // namespace gotoai::hypercore
