// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/health/circuitbreaker.h"

#include "support/manualclock.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <random>
#include <thread>
#include <vector>

using namespace gotoai;
using namespace gotoai::supply;
using namespace std::chrono_literals;

using Admission = CircuitBreaker::Admission;
using Change = CircuitBreaker::Change;
using Ratio = CircuitBreaker::Ratio;
using Role = CircuitBreaker::Role;
using State = CircuitBreaker::State;

class CircuitBreakerTest : public QObject
{
    Q_OBJECT

private:
    test::ManualClock m_clock;

    State stateOf(const CircuitBreaker& breaker) const { return breaker.figures(m_clock.tick()).state; }
    void open(CircuitBreaker& breaker)
    {
        for (int i = 0; i < CircuitBreaker::kFailuresToOpen; ++i)
            breaker.failed(m_clock.tick(), Role::Ordinary);
    }
    void pass(std::chrono::milliseconds time) { m_clock.advance(time); }

private Q_SLOTS:
    void opensAfterFiveFailuresInARow()
    {
        CircuitBreaker breaker;
        for (int i = 1; i < CircuitBreaker::kFailuresToOpen; ++i)
            QVERIFY(breaker.failed(m_clock.tick(), Role::Ordinary) == Change::None);
        QVERIFY(breaker.admit(m_clock.tick()) == Admission::Admitted);
        QVERIFY(breaker.failed(m_clock.tick(), Role::Ordinary) == Change::Opened);
        QVERIFY(breaker.admit(m_clock.tick()) == Admission::Denied);
    }

    void aSuccessBreaksTheRow()
    {
        CircuitBreaker breaker;
        for (int round = 0; round < 10; ++round) {
            for (int i = 1; i < CircuitBreaker::kFailuresToOpen; ++i)
                breaker.failed(m_clock.tick(), Role::Ordinary);
            breaker.succeeded(m_clock.tick(), Role::Ordinary);
        }
        QVERIFY(stateOf(breaker) == State::Closed);
    }

    void opensAtABadRatio()
    {
        CircuitBreaker breaker;
        QVERIFY(breaker.failed(m_clock.tick(), Role::Ordinary, Ratio::Bad) == Change::Opened);
    }

    void letsOneProbePassAtATime()
    {
        CircuitBreaker breaker;
        open(breaker);
        pass(CircuitBreaker::kFirstPause - 1ms);
        QVERIFY(breaker.admit(m_clock.tick()) == Admission::Denied);
        pass(1ms);
        QVERIFY(breaker.wouldAdmit(m_clock.tick()) == Admission::Probe);
        Change change{};
        QVERIFY(breaker.admit(m_clock.tick(), &change) == Admission::Probe);
        QVERIFY(change == Change::HalfOpened);
        QVERIFY(breaker.admit(m_clock.tick()) == Admission::Denied);
        breaker.abandoned(Role::Probe);
        QVERIFY(breaker.admit(m_clock.tick()) == Admission::Probe);
    }

    void closesAfterTwoGoodProbes()
    {
        CircuitBreaker breaker;
        open(breaker);
        pass(CircuitBreaker::kFirstPause);
        for (const Change expected : {Change::None, Change::Closed}) {
            QVERIFY(breaker.admit(m_clock.tick()) == Admission::Probe);
            QVERIFY(breaker.succeeded(m_clock.tick(), Role::Probe) == expected);
        }
        QVERIFY(breaker.admit(m_clock.tick()) == Admission::Admitted);
    }

    void aProbeCountsOnce()
    {
        CircuitBreaker breaker;
        open(breaker);
        pass(CircuitBreaker::kFirstPause);
        breaker.admit(m_clock.tick());
        breaker.succeeded(m_clock.tick(), Role::Probe);
        QVERIFY(breaker.succeeded(m_clock.tick(), Role::Proven) == Change::None);
        QVERIFY(stateOf(breaker) == State::HalfOpen);
        QVERIFY(breaker.failed(m_clock.tick(), Role::Proven) == Change::Opened);
    }

    void pausesLongerAfterEachBadProbe()
    {
        CircuitBreaker breaker;
        open(breaker);
        for (const auto pause : {1'000ms, 2'000ms, 4'000ms, 8'000ms, 8'000ms}) {
            QCOMPARE(breaker.figures(m_clock.tick()).pause.count(), pause.count());
            pass(pause);
            QVERIFY(breaker.admit(m_clock.tick()) == Admission::Probe);
            QVERIFY(breaker.failed(m_clock.tick(), Role::Probe) == Change::Opened);
        }
    }

    void forgetsItsOpeningsWhenCalm()
    {
        CircuitBreaker breaker;
        const auto openAndClose = [&] {
            open(breaker);
            const auto pause = breaker.figures(m_clock.tick()).pause;
            pass(pause);
            for (int i = 0; i < CircuitBreaker::kProbesToClose; ++i) {
                breaker.admit(m_clock.tick());
                breaker.succeeded(m_clock.tick(), Role::Probe);
            }
            return pause.count();
        };
        QCOMPARE(openAndClose(), 1'000);
        QCOMPARE(openAndClose(), 2'000);
        pass(CircuitBreaker::kCalm);
        QCOMPARE(openAndClose(), 1'000);
    }

    void oldFailuresDoNotDisturbAProbe()
    {
        CircuitBreaker breaker;
        open(breaker);
        QVERIFY(breaker.failed(m_clock.tick(), Role::Ordinary) == Change::None);
        pass(CircuitBreaker::kFirstPause);
        breaker.admit(m_clock.tick());
        QVERIFY(breaker.failed(m_clock.tick(), Role::Ordinary) == Change::None);
        QVERIFY(stateOf(breaker) == State::HalfOpen);
        QVERIFY(breaker.figures(m_clock.tick()).isProbing);
    }

    void aSuccessWhileOpenIsEvidence()
    {
        CircuitBreaker breaker;
        open(breaker);
        QVERIFY(breaker.succeeded(m_clock.tick(), Role::Ordinary) == Change::HalfOpened);
        QVERIFY(breaker.succeeded(m_clock.tick(), Role::Ordinary) == Change::Closed);
    }

    void survivesARestart()
    {
        CircuitBreaker before;
        open(before);
        pass(CircuitBreaker::kFirstPause);
        before.admit(m_clock.tick());
        before.failed(m_clock.tick(), Role::Probe);
        CircuitBreaker after;
        after.restore(before.figures(m_clock.tick()), m_clock.tick());
        QVERIFY(after.figures(m_clock.tick()) == before.figures(m_clock.tick()));

        pass(2'000ms);
        before.admit(m_clock.tick()); // its probe ends with the process
        CircuitBreaker probing;
        probing.restore(before.figures(m_clock.tick()), m_clock.tick());
        QVERIFY(probing.admit(m_clock.tick()) == Admission::Probe);
    }

    // Whatever happens in whatever order: never two probes at once, never denied for longer than the longest pause
    // while no probe runs, and closed within 30 s of steady traffic once everything succeeds.
    void holdsItsPromisesUnderAnySequence_data()
    {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 50; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }
    void holdsItsPromisesUnderAnySequence()
    {
        QFETCH(unsigned, seed);
        std::mt19937 random(seed);
        const auto pick = [&](unsigned below) { return static_cast<unsigned>(random() % below); };
        CircuitBreaker breaker;
        std::vector<Role> running;
        int probes = 0;
        std::chrono::milliseconds denied{0};
        for (int step = 0; step < 3'000; ++step) {
            const std::chrono::milliseconds time{pick(400)};
            pass(time);
            const Admission admission = breaker.admit(m_clock.tick());
            denied = admission == Admission::Denied && probes == 0 ? denied + time : 0ms;
            QVERIFY(denied <= CircuitBreaker::kLongestPause + 400ms);
            if (admission != Admission::Denied)
                running.push_back(admission == Admission::Probe ? Role::Probe : Role::Ordinary);
            probes += admission == Admission::Probe;
            QVERIFY(probes <= 1);
            while (running.size() > pick(8)) {
                const Role role = running[pick(static_cast<unsigned>(running.size()))];
                running.erase(std::find(running.begin(), running.end(), role));
                probes -= role == Role::Probe;
                const unsigned fate = pick(10);
                if (fate < 5)
                    breaker.failed(m_clock.tick(), role);
                else if (fate < 9)
                    breaker.succeeded(m_clock.tick(), role);
                else
                    breaker.abandoned(role);
            }
        }
        for (const Role role : running)
            breaker.abandoned(role);
        for (auto recovering = 0ms; recovering < 30s; recovering += 100ms) {
            pass(100ms);
            const Admission admission = breaker.admit(m_clock.tick());
            if (admission != Admission::Denied)
                breaker.succeeded(m_clock.tick(), admission == Admission::Probe ? Role::Probe : Role::Ordinary);
        }
        QVERIFY(stateOf(breaker) == State::Closed);
    }

    void threadsShareOneProbe()
    {
        CircuitBreaker breaker;
        open(breaker);
        pass(CircuitBreaker::kFirstPause);
        std::atomic<int> probes{0};
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&] {
                for (int round = 0; round < 1'000; ++round)
                    probes += breaker.admit(m_clock.tick()) == Admission::Probe;
            });
        }
        for (std::thread& thread : threads)
            thread.join();
        QCOMPARE(probes.load(), 1);
    }
};

QTEST_APPLESS_MAIN(CircuitBreakerTest)
#include "circuitbreaker_test.moc"
