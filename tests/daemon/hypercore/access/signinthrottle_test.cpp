// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/access/signinthrottle.h"

#include "support/manualclock.h"

#include <QTest>

#include <vector>

using namespace gotoai;
using namespace gotoai::hypercore;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

class SignInThrottleTest : public QObject
{
    Q_OBJECT

private:
    test::ManualClock m_clock;

    static void fail(SignInThrottle& throttle, int times, const char* user, const char* address, Tick now)
    {
        for (int i = 0; i < times; ++i)
            throttle.begin(user, address, now);
    }

private Q_SLOTS:
    void waitsTwiceAsLongEachTime()
    {
        SignInThrottle throttle;
        std::vector<milliseconds> waits;
        for (int i = 0; i < 12; ++i) {
            const milliseconds wait = throttle.wait("ann@example.com", "192.0.2.1", m_clock.tick());
            waits.push_back(wait);
            m_clock.advance(wait);
            QVERIFY(throttle.wait("ann@example.com", "192.0.2.1", m_clock.tick()) == 0ms);
            throttle.begin("ann@example.com", "192.0.2.1", m_clock.tick());
        }
        const std::vector<milliseconds> expected{0ms, 0ms, 0ms, 1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s, 60s};
        QVERIFY(waits == expected);
    }

    void anAttemptBeforeItsTimeDoesNotProlongTheWait()
    {
        SignInThrottle throttle;
        fail(throttle, 3, "ann", "192.0.2.1", m_clock.tick());
        m_clock.advance(999ms);
        QVERIFY(throttle.wait("ann", "192.0.2.1", m_clock.tick()) == 1ms);
        QVERIFY(throttle.wait("ann", "192.0.2.1", m_clock.tick()) == 1ms);
        m_clock.advance(1ms);
        QVERIFY(throttle.wait("ann", "192.0.2.1", m_clock.tick()) == 0ms);
    }

    void slowsDownNobodyElse()
    {
        SignInThrottle throttle;
        fail(throttle, 5, "ann", "192.0.2.1", m_clock.tick());
        QVERIFY(throttle.wait("ann", "192.0.2.1", m_clock.tick()) > 0ms);
        QVERIFY(throttle.wait("ann", "192.0.2.2", m_clock.tick()) == 0ms);
        QVERIFY(throttle.wait("bob", "192.0.2.1", m_clock.tick()) == 0ms);
    }

    void slowsDownANetworkThatTriesManyNames()
    {
        SignInThrottle throttle;
        for (int i = 0; i < 19; ++i)
            throttle.begin("user" + std::to_string(i), "2001:db8:1:2::" + std::to_string(i), m_clock.tick());
        QVERIFY(throttle.wait("new", "2001:db8:1:2::ffff", m_clock.tick()) == 0ms);
        throttle.begin("another", "2001:db8:1:2::20", m_clock.tick());
        QVERIFY(throttle.wait("new", "2001:db8:1:2::ffff", m_clock.tick()) == 1s);
        QVERIFY(throttle.wait("new", "2001:db8:1:3::ffff", m_clock.tick()) == 0ms);
    }

    void successForgives()
    {
        SignInThrottle throttle;
        fail(throttle, 6, "ann", "192.0.2.1", m_clock.tick());
        throttle.succeed("ann", "192.0.2.1");
        QVERIFY(throttle.wait("ann", "192.0.2.1", m_clock.tick()) == 0ms);
        // The network's count keeps the five that did fail.
        fail(throttle, 14, "bob", "192.0.2.1", m_clock.tick());
        QVERIFY(throttle.wait("new", "192.0.2.1", m_clock.tick()) == 0ms);
        throttle.begin("new", "192.0.2.1", m_clock.tick());
        QVERIFY(throttle.wait("another", "192.0.2.1", m_clock.tick()) == 1s);
        throttle.succeed("nobody", "192.0.2.99");
    }

    void manySuccessesLeaveNothing()
    {
        SignInThrottle throttle;
        for (int i = 0; i < 100; ++i) {
            QVERIFY(throttle.wait("ann", "192.0.2.1", m_clock.tick()) == 0ms);
            throttle.begin("ann", "192.0.2.1", m_clock.tick());
            throttle.succeed("ann", "192.0.2.1");
        }
        QCOMPARE(throttle.size(), std::size_t{0});
    }

    void whatDidNotTakePlaceDoesNotCount()
    {
        SignInThrottle throttle;
        fail(throttle, 3, "ann", "192.0.2.1", m_clock.tick());
        throttle.withdraw("ann", "192.0.2.1");
        QVERIFY(throttle.wait("ann", "192.0.2.1", m_clock.tick()) == 0ms);
        throttle.begin("ann", "192.0.2.1", m_clock.tick());
        QVERIFY(throttle.wait("ann", "192.0.2.1", m_clock.tick()) == 1s);
        throttle.withdraw("nobody", "192.0.2.99");
    }

    void forgetsAfterAWhile()
    {
        SignInThrottle throttle;
        fail(throttle, 12, "ann", "192.0.2.1", m_clock.tick());
        m_clock.advance(15min + 1ms);
        QVERIFY(throttle.wait("ann", "192.0.2.1", m_clock.tick()) == 0ms);
        fail(throttle, 2, "ann", "192.0.2.1", m_clock.tick());
        QVERIFY(throttle.wait("ann", "192.0.2.1", m_clock.tick()) == 0ms);
    }

    void holdsNoMoreThanItsBound()
    {
        SignInThrottle throttle({.maxCounts = 100});
        fail(throttle, 4, "first", "192.0.2.1", m_clock.tick());
        for (int i = 0; i < 1'000; ++i)
            throttle.begin("user" + std::to_string(i), "198.51.100." + std::to_string(i % 200), m_clock.tick());
        QCOMPARE(throttle.size(), std::size_t{100});
        QVERIFY(throttle.wait("first", "192.0.2.1", m_clock.tick()) == 0ms);
    }
};

QTEST_GUILESS_MAIN(SignInThrottleTest)
#include "signinthrottle_test.moc"
