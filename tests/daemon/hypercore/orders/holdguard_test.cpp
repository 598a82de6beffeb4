// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/orders/holdguard.h"

#include <QTest>

#include <limits>

using namespace gotoai;
using namespace gotoai::hypercore;

class HoldGuardTest final : public QObject
{
    Q_OBJECT

private:
    static Money nano(std::int64_t amount) { return Money::fromNano(amount); }

private Q_SLOTS:
    void whatIsHeldWholeNeverAsks()
    {
        HoldGuard guard(nano(100));
        QVERIFY(!guard.isPartial());
        QVERIFY(!guard.wish(nano(1'000)));
        QVERIFY2(guard.covers(nano(1'000)), "what is above it is not for the wallet to carry");
        QVERIFY(!HoldGuard(nano(200), nano(100), nano(10)).isPartial());
    }

    void asksWhenHalfAStepIsLeft()
    {
        HoldGuard guard(nano(100), nano(1'000), nano(40));
        QVERIFY(!guard.wish(nano(80)));
        QCOMPARE(guard.wish(nano(81)), nano(40));
        QVERIFY2(!guard.wish(nano(90)), "an answer is awaited");
        QCOMPARE(guard.held(), nano(100));
        guard.granted(nano(40));
        QCOMPARE(guard.held(), nano(140));
        QVERIFY(!guard.wish(nano(120)));
        QVERIFY(guard.covers(nano(140)) && !guard.covers(nano(141)));
    }

    void asksForAllThatIsUsed()
    {
        HoldGuard guard(nano(100), nano(1'000), nano(40));
        QCOMPARE(guard.wish(nano(500)), nano(420)); // 500, and half a step beyond
        guard.granted(nano(420));
        QVERIFY(guard.covers(nano(520)));
    }

    void neverAsksForMoreThanTheMost()
    {
        HoldGuard guard(nano(100), nano(130), nano(40));
        QCOMPARE(guard.wish(nano(1'000)), nano(30));
        guard.granted(nano(30));
        QVERIFY(!guard.isPartial() && !guard.wish(nano(2'000)));
        HoldGuard huge(nano(1), nano(std::numeric_limits<std::int64_t>::max()), nano(40));
        QCOMPARE(huge.wish(nano(std::numeric_limits<std::int64_t>::max())),
                 nano(std::numeric_limits<std::int64_t>::max() - 1));
    }

    void asksAgainAfterARefusal()
    {
        HoldGuard guard(nano(100), nano(1'000), nano(40));
        QVERIFY(guard.wish(nano(90)));
        guard.refused();
        QCOMPARE(guard.held(), nano(100));
        QCOMPARE(guard.wish(nano(100)), nano(40));
    }

    void asksForWhatIsMissingAtTheEnd()
    {
        HoldGuard guard(nano(100), nano(1'000), nano(40));
        QVERIFY(!guard.lastWish(nano(100)));
        QCOMPARE(guard.lastWish(nano(101)), nano(1)); // no step
        QVERIFY(guard.isAsking() && !guard.lastWish(nano(101)));
        guard.refused();
        QCOMPARE(guard.lastWish(nano(5'000)), nano(900)); // the rest is beyond what it was to hold
        guard.granted(nano(300));
        QCOMPARE(guard.held(), nano(400));
        QVERIFY(!guard.isAsking());
    }
};

QTEST_GUILESS_MAIN(HoldGuardTest)
#include "holdguard_test.moc"
