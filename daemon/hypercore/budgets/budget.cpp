// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/budgets/budget.h"

namespace gotoai::hypercore {

std::string_view budgetPeriodWord(BudgetPeriod period)
{
    switch (period) {
    case BudgetPeriod::Hour: return "hour";
    case BudgetPeriod::Day: return "day";
    case BudgetPeriod::Week: return "week";
    case BudgetPeriod::Month: return "month";
    case BudgetPeriod::Total: return "total";
    }
    return "unknown";
}

std::optional<BudgetPeriod> budgetPeriodFromWord(std::string_view word)
{
    for (const BudgetPeriod period :
         {BudgetPeriod::Hour, BudgetPeriod::Day, BudgetPeriod::Week, BudgetPeriod::Month, BudgetPeriod::Total}) {
        if (budgetPeriodWord(period) == word)
            return period;
    }
    return std::nullopt;
}

} // namespace gotoai::hypercore
