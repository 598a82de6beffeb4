// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hypercore/budgets/budget.h"

#include <optional>
#include <string_view>
#include <unordered_map>

namespace gotoai::hypercore {

// From the first moment of a window to the first of the next.
struct BudgetWindow
{
    Instant from{};                 // 1970 where there is but one
    std::optional<Instant> until{}; // likewise none
    bool holds(Instant at) const { return from <= at && (!until || at < *until); }
    bool operator==(const BudgetWindow&) const = default;
};

// Whether the system knows an IANA name, "Europe/Warsaw" or "UTC".
bool isTimeZone(std::string_view name);

// The window of a period in a time zone that `at` lies in. Hours, days and months are those of the zone's clocks, weeks
// begin on Monday (ISO 8601). A day on which clocks change is as long as it is there; in a zone that the system does
// not know, windows are UTC's.
BudgetWindow windowOf(BudgetPeriod period, std::string_view timeZone, Instant at);

// Remembers each budget's last window: an order asks for windows it mostly knows already. On one thread.
class BudgetCalendar
{
public:
    const BudgetWindow& windowOf(const Budget& budget, Instant at);

private:
    static constexpr std::size_t kMostRemembered = 10'000; // budgets come and go
    std::unordered_map<BudgetId, BudgetWindow> m_last;
};

} // namespace gotoai::hypercore
