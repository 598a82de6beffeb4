// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "money/money.h"

#include <cstdint>
#include <deque>
#include <vector>

namespace gotoai::storage {
class Database;
}

namespace gotoai::hypercore {

// How much may be probed. No requests: nothing. No money: only what costs nothing.
struct ProbeAllowance
{
    std::int64_t requestsAnHour = 0; // 0…kMostRequestsAnHour
    Money costADay;                  // ≥ 0; of a day of UTC
    static constexpr std::int64_t kMostRequestsAnHour = 3'600;
    bool isOff() const { return requestsAnHour == 0; }
    bool operator==(const ProbeAllowance&) const = default;
};

// A test that has been: when it began and what it cost.
struct PastTest
{
    Instant at{};
    Money cost;
};

// Those of the ledger since then. Over a read-only connection.
Result<std::vector<PastTest>> readPastTests(storage::Database& database, Instant since);

// Keeps probes within their allowance: so many in any hour, so much in a day. Tests that people ask for are not refused
// by it, but count. A value.
class ProbeBudget
{
public:
    explicit ProbeBudget(const ProbeAllowance& allowance)
        : m_allowance(allowance)
    {}

    const ProbeAllowance& allowance() const { return m_allowance; }
    void setAllowance(const ProbeAllowance& allowance) { m_allowance = allowance; }
    // Whether one more may begin that costs so much at most. What runs counts with the most it can cost.
    bool allows(Money most, Instant now) const;
    // Those of this day and hour, from before a restart.
    void restore(const std::vector<PastTest>& tests);
    void began(Money most, Instant now);
    void ended(Money most, Money cost, Instant now);
    Money spentToday(Instant now) const;

    // The earliest moment whose tests count at `now`.
    static Instant horizon(Instant now);

private:
    ProbeAllowance m_allowance;
    std::deque<Instant> m_begun; // of the last hour, oldest first
    std::int64_t m_day = 0;      // that m_spent is of
    Money m_spent;
    Money m_running; // at most
};

} // namespace gotoai::hypercore
