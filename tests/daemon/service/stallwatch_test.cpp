// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/stallwatch.h"

#include "support/manualclock.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::service;
using namespace std::chrono_literals;

class StallWatchTest : public QObject
{
    Q_OBJECT

private:
    static constexpr StallWatch::Options kOptions{.interval = 1s, .limit = 3s};

    struct World
    {
        test::ManualClock clock;
        int aliveCalls = 0;
        StallWatch watch{clock, kOptions, [this] { ++aliveCalls; }};
        Heartbeat& lane = watch.add("lane-1");
        Heartbeat& ledger = watch.add("ledger");

        void passSecond()
        {
            clock.advance(1s);
            watch.look();
        }
    };

private Q_SLOTS:
    void callsTheLivingAlive()
    {
        World world;
        for (int second = 1; second <= 10; ++second) {
            world.lane.beat(world.clock.tick());
            world.ledger.beat(world.clock.tick());
            world.passSecond();
            QCOMPARE(world.aliveCalls, second);
        }
        QVERIFY(world.watch.stalled().empty());
    }

    void namesWhatIsSilentForTooLong()
    {
        World world;
        for (int second = 1; second <= 3; ++second) {
            world.lane.beat(world.clock.tick());
            world.passSecond();
        }
        QVERIFY(world.watch.stalled().empty());
        world.lane.beat(world.clock.tick());
        world.passSecond();
        QCOMPARE(world.watch.stalled(), std::vector<std::string>{"ledger"});
        QCOMPARE(world.aliveCalls, 3);
    }

    void noticesTheEndOfAStall()
    {
        World world;
        for (int second = 1; second <= 5; ++second)
            world.passSecond();
        QCOMPARE(world.watch.stalled().size(), 2u);
        const int before = world.aliveCalls;
        world.lane.beat(world.clock.tick());
        world.ledger.beat(world.clock.tick());
        world.passSecond();
        QVERIFY(world.watch.stalled().empty());
        QCOMPARE(world.aliveCalls, before + 1);
    }

    // After a suspension nobody has beaten, and nobody is to blame.
    void forgivesWhatItSleptThroughItself()
    {
        World world;
        world.clock.advance(1h);
        world.watch.look();
        QVERIFY(world.watch.stalled().empty());
        QCOMPARE(world.aliveCalls, 1);
        world.passSecond();
        QCOMPARE(world.watch.stalled().size(), 2u);
    }

    void looksByItself()
    {
        const SystemClock clock;
        std::atomic<int> looks{0};
        StallWatch watch(clock, {.interval = 1ms, .limit = 1h}, [&] { ++looks; });
        watch.add("lane-1");
        watch.start();
        QTRY_VERIFY(looks >= 3);
    }
};

QTEST_GUILESS_MAIN(StallWatchTest)
#include "stallwatch_test.moc"
