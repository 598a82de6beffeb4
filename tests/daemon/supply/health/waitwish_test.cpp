// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/health/waitwish.h"

#include <QTest>

#include <array>
#include <atomic>
#include <thread>
#include <vector>

using namespace gotoai;
using namespace gotoai::supply;
using namespace std::chrono_literals;

using Admission = CircuitBreaker::Admission;

namespace {

constexpr Tick kStart{1'000s};

} // namespace

class WaitWishTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asksForNothingAtFirst()
    {
        WaitWish wish;
        QVERIFY(wish.isNone());
        QVERIFY(wish.admit(kStart) == Admission::Admitted);
        QVERIFY(wish.askedFor(kStart) == 0s && wish.probedFor(kStart) == 0s);
        wish.fulfilled(kStart);
        QVERIFY(wish.isNone());
    }

    void letsOneProbeAheadOnceItHasPassed()
    {
        WaitWish wish;
        wish.ask(3s, kStart);
        QVERIFY(wish.admit(kStart + 2'999ms) == Admission::Denied);
        QVERIFY(wish.askedFor(kStart + 1s) == 2s);
        QVERIFY(wish.wouldAdmit(kStart + 3s) == Admission::Probe);
        QVERIFY(wish.admit(kStart + 3s) == Admission::Probe);
        QVERIFY(wish.admit(kStart + 3s) == Admission::Denied);
        QVERIFY(wish.askedFor(kStart + 3s) == 0s);
        QVERIFY(wish.probedFor(kStart + 3'400ms) == 600ms);
        wish.fulfilled(kStart + 3'400ms);
        QVERIFY(wish.isNone());
    }

    // However long its answer takes.
    void followsAProbeThatWasNotRefusedAtOnce()
    {
        WaitWish wish;
        wish.ask(1s, kStart);
        QVERIFY(wish.admit(kStart + 1s) == Admission::Probe);
        QVERIFY(wish.admit(kStart + 1s + WaitWish::kProbeAlone) == Admission::Admitted);
        QVERIFY(wish.isNone());
    }

    void aNewWordStandsAboveTheProbe()
    {
        WaitWish wish;
        wish.ask(1s, kStart);
        QVERIFY(wish.admit(kStart + 1s) == Admission::Probe);
        wish.ask(500ms, kStart + 1s); // what another heard that had begun before
        wish.fulfilled(kStart + 1'100ms);
        QVERIFY(wish.askedFor(kStart + 1'100ms) == 400ms);
        QVERIFY(wish.admit(kStart + 1'100ms) == Admission::Denied);
    }

    void theLongestWordCounts()
    {
        WaitWish wish;
        wish.ask(10s, kStart);
        wish.ask(2s, kStart);
        QVERIFY(wish.askedFor(kStart) == 10s);
        wish.ask(24h, kStart);
        QVERIFY(wish.askedFor(kStart) == WaitWish::kLongest);
    }

    // A breaker's probe may have gone there when the wish had just passed.
    void anAnswerAfterItHasPassedFulfilsIt()
    {
        WaitWish wish;
        wish.ask(1s, kStart);
        wish.fulfilled(kStart + 999ms);
        QVERIFY(!wish.isNone());
        wish.fulfilled(kStart + 1s);
        QVERIFY(wish.isNone());
    }

    void givesTheProbeToOneOfManyThreads()
    {
        for (int round = 0; round < 50; ++round) {
            WaitWish wish;
            wish.ask(1s, kStart);
            std::atomic<int> probes{0};
            std::atomic<bool> isOn{false};
            std::vector<std::thread> threads;
            for (int i = 0; i < 4; ++i) {
                threads.emplace_back([&] {
                    while (!isOn.load())
                        std::this_thread::yield();
                    probes += wish.admit(kStart + 1s) == Admission::Probe ? 1 : 0;
                });
            }
            isOn = true;
            for (std::thread& thread : threads)
                thread.join();
            QCOMPARE(probes.load(), 1);
        }
    }
};

QTEST_APPLESS_MAIN(WaitWishTest)
#include "waitwish_test.moc"
