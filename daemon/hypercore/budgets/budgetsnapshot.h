// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clearinghouse/order.h"
#include "hypercore/budgets/budgetcalendar.h"

#include <memory>
#include <unordered_map>
#include <vector>

namespace gotoai::hypercore {

// An immutable picture of all budgets, by whom they are of. Lanes share it.
class BudgetSnapshot
{
public:
    BudgetSnapshot() = default;
    explicit BudgetSnapshot(const std::vector<BudgetPtr>& budgets);

    // What an order that begins `at` is under: its account's budgets and its key's.
    std::vector<clearinghouse::BudgetClaim> claims(const AccountId& account, const KeyId& key, Instant at,
                                                   BudgetCalendar& calendar) const;

private:
    std::unordered_map<AccountId, std::vector<BudgetPtr>> m_ofAccounts;
    std::unordered_map<KeyId, std::vector<BudgetPtr>> m_ofKeys;
};

} // namespace gotoai::hypercore
