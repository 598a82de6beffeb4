// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/budgetid.h"
#include "base/clock.h"
#include "base/id.h"
#include "money/money.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gotoai::hypercore {

// How long a budget's window is. Stored and shown as words.
enum class BudgetPeriod : std::uint8_t { Hour, Day, Week, Month, Total };

std::string_view budgetPeriodWord(BudgetPeriod period); // "hour" …
std::optional<BudgetPeriod> budgetPeriodFromWord(std::string_view word);

// What an account, or one of its keys, may be charged in each window of its period. Who it is of, its period and its
// time zone stay as they are: a window means the same for as long as the budget lives.
struct Budget
{
    BudgetId id;
    AccountId account;
    std::optional<KeyId> key; // of the account; none: the budget is of the account, over all keys
    std::string name;         // 1…200 bytes, printable
    BudgetPeriod period = BudgetPeriod::Month;
    std::string timeZone = "UTC"; // where windows begin: an IANA name
    Money limit;                  // ≥ 0
    std::int64_t version = 1;
    Instant createdAt{};
};

using BudgetPtr = std::shared_ptr<const Budget>;

} // namespace gotoai::hypercore
