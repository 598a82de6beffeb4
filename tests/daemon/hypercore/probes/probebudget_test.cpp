// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/probes/probebudget.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::hypercore;
using namespace std::chrono_literals;

class ProbeBudgetTest : public QObject
{
    Q_OBJECT

private:
    static Money usd(const char* text) { return *Money::parseUsd(text); }
    // Noon of a day.
    const Instant m_noon{std::chrono::days(20'000) + 12h};

private Q_SLOTS:
    void isOffWithoutRequests()
    {
        const ProbeBudget budget({.requestsAnHour = 0, .costADay = usd("1")});
        QVERIFY(budget.allowance().isOff());
        QVERIFY(!budget.allows({}, m_noon));
    }

    void countsTheRequestsOfAnyHour()
    {
        ProbeBudget budget({.requestsAnHour = 2, .costADay = usd("1")});
        budget.began({}, m_noon);
        budget.ended({}, {}, m_noon);
        QVERIFY(budget.allows({}, m_noon + 30min));
        budget.began({}, m_noon + 30min);
        budget.ended({}, {}, m_noon + 30min);
        QVERIFY(!budget.allows({}, m_noon + 59min));
        QVERIFY(budget.allows({}, m_noon + 60min));
    }

    void spendsNoMoreThanADaysCost()
    {
        ProbeBudget budget({.requestsAnHour = 100, .costADay = usd("0.01")});
        QVERIFY(budget.allows(usd("0.01"), m_noon));
        QVERIFY(!budget.allows(usd("0.010000001"), m_noon));
        budget.began(usd("0.006"), m_noon);
        QVERIFY(!budget.allows(usd("0.006"), m_noon)); // what runs may cost all of it
        budget.ended(usd("0.006"), usd("0.003"), m_noon);
        QVERIFY(budget.allows(usd("0.007"), m_noon));
        QVERIFY(!budget.allows(usd("0.008"), m_noon));
        QVERIFY(budget.allows(usd("0.01"), m_noon + 12h)); // another day
        QCOMPARE(budget.spentToday(m_noon).toUsd(), "0.003");
        QCOMPARE(budget.spentToday(m_noon + 12h).toUsd(), "0");
    }

    void withoutMoneyOnlyWhatIsFree()
    {
        const ProbeBudget budget({.requestsAnHour = 1, .costADay = {}});
        QVERIFY(budget.allows({}, m_noon));
        QVERIFY(!budget.allows(Money::fromNano(1), m_noon));
    }

    void goesOnAfterARestart()
    {
        ProbeBudget budget({.requestsAnHour = 2, .costADay = usd("0.01")});
        budget.restore({{m_noon - 13h, usd("5")}, {m_noon - 2h, usd("0.004")}, {m_noon - 10min, usd("0.002")}});
        QCOMPARE(budget.spentToday(m_noon).toUsd(), "0.006");
        QVERIFY(budget.allows(usd("0.004"), m_noon));
        budget.began({}, m_noon);
        QVERIFY(!budget.allows({}, m_noon));
    }

    void asksForThisDayAndThisHour()
    {
        const Instant midnight = m_noon - 12h;
        QVERIFY(ProbeBudget::horizon(m_noon) == midnight);
        QVERIFY(ProbeBudget::horizon(midnight + 10min) == midnight - 50min);
    }

    void anotherAllowanceCountsAtOnce()
    {
        ProbeBudget budget({.requestsAnHour = 1, .costADay = usd("1")});
        budget.began({}, m_noon);
        QVERIFY(!budget.allows({}, m_noon));
        budget.setAllowance({.requestsAnHour = 2, .costADay = usd("1")});
        QVERIFY(budget.allows({}, m_noon));
    }
};

QTEST_APPLESS_MAIN(ProbeBudgetTest)
#include "probebudget_test.moc"
