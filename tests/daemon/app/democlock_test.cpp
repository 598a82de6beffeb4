// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/democlock.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::app;
using namespace std::chrono_literals;

class DemoClockTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void runsAsTheSystemUntilItIsHeld()
    {
        const DemoClock clock;
        const SystemClock system;
        const Instant before = system.now();
        const Instant now = clock.now();
        QVERIFY(before <= now && now <= system.now());
        QVERIFY(!clock.isHeld());
    }

    void standsStillWhileItIsHeld()
    {
        DemoClock clock;
        const SystemClock system;
        clock.hold(24h);
        const Instant now = clock.now();
        const Tick tick = clock.tick();
        QVERIFY(system.now() - now >= 24h && system.now() - now < 25h);
        QCOMPARE(toMicroseconds(clock.now()), toMicroseconds(now));
        QVERIFY(clock.tick() == tick);
        clock.advance(90s);
        QCOMPARE(toMicroseconds(clock.now()), toMicroseconds(now + 90s));
        QVERIFY(clock.tick() == tick + 90s);
    }

    void comesToTheSystemsTimeAndNeverGoesBack()
    {
        DemoClock clock;
        const SystemClock system;
        clock.hold(24h);
        const Tick held = clock.tick();
        clock.advance(1h);
        clock.letGo();
        QVERIFY(!clock.isHeld());
        QVERIFY(clock.now() >= system.now() - 1s);
        QVERIFY(clock.tick() - held >= 24h);
        const Tick tick = clock.tick();
        clock.letGo(); // once more changes nothing
        QVERIFY(clock.tick() >= tick && clock.tick() - tick < 1h);
    }
};

QTEST_APPLESS_MAIN(DemoClockTest)
#include "democlock_test.moc"
