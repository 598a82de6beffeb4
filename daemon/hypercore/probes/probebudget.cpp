// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/probes/probebudget.h"

#include "clearinghouse/absorbedorders.h"
#include "hypercore/probes/endpointtest.h"

#include <algorithm>

namespace gotoai::hypercore {
namespace {

using std::chrono::days;
using std::chrono::hours;

std::int64_t dayOf(Instant at) { return std::chrono::floor<days>(at.time_since_epoch()).count(); }

Money sum(Money a, Money b) { return a.plus(b).value_or(Money::fromNano(INT64_MAX)); }

} // namespace

Result<std::vector<PastTest>> readPastTests(storage::Database& database, Instant since)
{
    const auto orders = clearinghouse::readAbsorbedOrders(database, houseAccount(), since);
    if (!orders)
        return orders.error();
    std::vector<PastTest> tests;
    for (const clearinghouse::AbsorbedOrder& order : *orders)
        tests.push_back({order.at, order.absorbed});
    return tests;
}

Instant ProbeBudget::horizon(Instant now) { return std::min<Instant>(std::chrono::floor<days>(now), now - hours(1)); }

Money ProbeBudget::spentToday(Instant now) const { return m_day == dayOf(now) ? m_spent : Money(); }

bool ProbeBudget::allows(Money most, Instant now) const
{
    const auto thisHour =
        std::ranges::count_if(m_begun, [now](Instant begun) { return begun > now - hours(1) && begun <= now; });
    return thisHour < m_allowance.requestsAnHour && sum(sum(spentToday(now), m_running), most) <= m_allowance.costADay;
}

void ProbeBudget::restore(const std::vector<PastTest>& tests)
{
    for (const PastTest& test : tests) {
        began({}, test.at);
        ended({}, test.cost, test.at);
    }
}

void ProbeBudget::began(Money most, Instant now)
{
    while (!m_begun.empty() && m_begun.front() <= now - hours(1))
        m_begun.pop_front();
    m_begun.push_back(now);
    m_running = sum(m_running, most);
}

void ProbeBudget::ended(Money most, Money cost, Instant now)
{
    m_running = m_running.minus(most).value_or(Money());
    m_spent = sum(spentToday(now), cost);
    m_day = dayOf(now);
}

} // namespace gotoai::hypercore
