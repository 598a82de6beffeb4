// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/budgetid.h"
#include "base/clock.h"
#include "base/result.h"
#include "money/fee.h"

#include <cstdint>
#include <span>
#include <vector>

namespace gotoai::clearinghouse {

// An order counts in the window of this budget that begins then.
struct BudgetHold
{
    BudgetId budget;
    Instant from{};
    bool operator==(const BudgetHold&) const = default;
};

// What an order was reserved under and keeps to its end, whatever is configured meanwhile.
struct OrderTerms
{
    FeePolicy fee{};
    std::vector<BudgetHold> budgets{};
    bool operator==(const OrderTerms&) const = default;
};

// As an order's record keeps them: the fee's two numbers, then each budget's id and the begin of its window, numbers as
// eight bytes big-endian. No bytes stand for no fee and no budgets. Corrupt for bytes that encode nothing.
std::vector<std::uint8_t> encodeTerms(const OrderTerms& terms);
Result<OrderTerms> decodeTerms(std::span<const std::uint8_t> bytes);

} // namespace gotoai::clearinghouse
