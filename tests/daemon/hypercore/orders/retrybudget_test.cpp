// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/orders/retrybudget.h"

#include "support/manualclock.h"

#include <QTest>

#include <deque>
#include <random>

using namespace gotoai;
using namespace gotoai::hypercore;
using namespace std::chrono_literals;

class RetryBudgetTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void grantsThreeInAnyCase()
    {
        test::ManualClock clock;
        RetryBudget budget;
        for (int i = 0; i < RetryBudget::kLeast; ++i)
            QVERIFY(budget.take(clock.tick()));
        QVERIFY(!budget.take(clock.tick()));
        clock.advance(10s);
        QVERIFY(budget.take(clock.tick()));
    }

    void grantsAFifthOfTheTraffic()
    {
        test::ManualClock clock;
        RetryBudget budget;
        for (int i = 0; i < 100; ++i)
            budget.orderBegan(clock.tick());
        int granted = 0;
        while (budget.take(clock.tick()))
            ++granted;
        QCOMPARE(granted, 20);
    }

    void countsWhatWasFree()
    {
        test::ManualClock clock;
        RetryBudget budget;
        for (int i = 0; i < 5; ++i)
            budget.note(clock.tick());
        QVERIFY(!budget.take(clock.tick()));
    }

    // Whatever the traffic: in no ten whole seconds more than a fifth of the orders of the window and its least.
    void holdsUnderAnyTraffic_data()
    {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 20; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }
    void holdsUnderAnyTraffic()
    {
        QFETCH(unsigned, seed);
        std::minstd_rand random(seed);
        test::ManualClock clock;
        RetryBudget budget;
        std::deque<std::int64_t> orders;  // seconds
        std::deque<std::int64_t> retries; // seconds
        for (int step = 0; step < 20'000; ++step) {
            clock.advance(std::chrono::milliseconds(random() % 40));
            const std::int64_t second = clock.tick().time_since_epoch() / 1s;
            for (auto* seconds : {&orders, &retries})
                while (!seconds->empty() && second - seconds->front() >= 10)
                    seconds->pop_front();
            if (random() % 3 != 0) {
                budget.orderBegan(clock.tick());
                orders.push_back(second);
                continue;
            }
            const auto allowed = std::max<std::size_t>(3, orders.size() / 5);
            const bool isGranted = budget.take(clock.tick());
            QCOMPARE(isGranted, retries.size() < allowed);
            if (isGranted)
                retries.push_back(second);
        }
    }
};

QTEST_APPLESS_MAIN(RetryBudgetTest)
#include "retrybudget_test.moc"
