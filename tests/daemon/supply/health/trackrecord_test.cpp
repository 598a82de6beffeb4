// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/health/trackrecord.h"

#include "support/manualclock.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::supply;
using namespace std::chrono_literals;

using Admission = CircuitBreaker::Admission;
using Role = CircuitBreaker::Role;
using Standing = TrackRecord::Standing;
using State = CircuitBreaker::State;

class TrackRecordTest : public QObject
{
    Q_OBJECT

private:
    test::ManualClock m_clock;

    void observe(TrackRecord& record, AttemptFate fate, int times = 1)
    {
        for (int i = 0; i < times; ++i)
            record.observe({.fate = fate}, m_clock.tick());
    }
    void limit(TrackRecord& record, std::optional<std::chrono::seconds> wish = {})
    {
        record.observe({.fate = AttemptFate::RateLimited, .retryAfter = wish}, m_clock.tick());
    }
    TrackRecord::Figures figures(const TrackRecord& record) const { return record.figures(m_clock.tick()); }

private Q_SLOTS:
    void isSoundWhileNothingIsKnown()
    {
        const TrackRecord record;
        QCOMPARE(figures(record).score, 100);
        QVERIFY(record.standing(m_clock.tick()) == Standing::Sound);
        QVERIFY(!record.isFailing());
        QCOMPARE(record.speed(100).firstToken.count(), 0);
    }

    void scoresByItsFormula()
    {
        TrackRecord record;
        for (int i = 0; i < 15; ++i)
            record.observe({.firstToken = 2'000'000us, .completionTokens = 100, .generation = 2s}, m_clock.tick());
        observe(record, AttemptFate::Cut, 4);
        observe(record, AttemptFate::Answered);
        limit(record, 1s);
        m_clock.advance(2s);
        record.limitsTold({.requestsLimit = 1'000, .requestsLeft = 100}, m_clock.tick());

        const auto now = figures(record);
        QCOMPARE(now.fates[AttemptFate::Answered], 16);
        QCOMPARE(now.fates.failed(), 4);
        QCOMPARE(now.availability, 823);                       // 21 ÷ (21 + 4 + ½)
        QVERIFY(now.promptness > 750 && now.promptness < 850); // 1 − 2 s ÷ 10 s, to a bin
        QCOMPARE(now.headroom, 500);                           // 5 × a tenth
        QCOMPARE(now.score, (70 * now.availability + 15 * now.promptness + 15 * now.headroom) / 1'000);
    }

    void forgetsAMinuteAgo()
    {
        TrackRecord record;
        observe(record, AttemptFate::Refused, 4);
        QVERIFY(figures(record).score < 100);
        m_clock.advance(OutcomeWindow::kBucket * OutcomeWindow::kBuckets);
        QCOMPARE(figures(record).score, 100);
        observe(record, AttemptFate::Answered);
        QCOMPARE(figures(record).fates.total(), 1);
    }

    void ejectsAfterFailuresInARow_data()
    {
        QTest::addColumn<int>("fate");
        for (const AttemptFate fate : {AttemptFate::Unreachable, AttemptFate::TimedOut, AttemptFate::Refused,
                                       AttemptFate::Malformed, AttemptFate::Cut})
            QTest::newRow(attemptFateWord(fate).data()) << static_cast<int>(fate);
    }
    void ejectsAfterFailuresInARow()
    {
        QFETCH(int, fate);
        TrackRecord record;
        observe(record, static_cast<AttemptFate>(fate), 4);
        QVERIFY(record.standing(m_clock.tick()) == Standing::Sound && record.isFailing());
        observe(record, static_cast<AttemptFate>(fate));
        QVERIFY(record.standing(m_clock.tick()) == Standing::Ejected);
        QVERIFY(record.admit(m_clock.tick()) == Admission::Denied);
        QCOMPARE(figures(record).score, 0);
        m_clock.advance(1s);
        QVERIFY(record.standing(m_clock.tick()) == Standing::Recovering);
        QVERIFY(record.admit(m_clock.tick()) == Admission::Probe);
        QVERIFY(figures(record).score > 0 && figures(record).score <= 50);
    }

    void ejectsAtABadRatio()
    {
        TrackRecord record;
        for (int i = 0; i < 9; ++i) {
            observe(record, AttemptFate::Answered);
            observe(record, AttemptFate::Refused);
        }
        QVERIFY(record.standing(m_clock.tick()) == Standing::Sound); // too few to tell
        observe(record, AttemptFate::Answered);
        observe(record, AttemptFate::Refused);
        QVERIFY(record.standing(m_clock.tick()) == Standing::Ejected);
    }

    void isLeftAloneAsLongAsItAsks()
    {
        TrackRecord record;
        limit(record, 3s);
        QVERIFY(record.admit(m_clock.tick()) == Admission::Denied);
        QVERIFY(record.nextChance(m_clock.tick()) == m_clock.tick() + 3s);
        QCOMPARE(figures(record).headroom, 0);
        QVERIFY(figures(record).breaker.state == State::Closed);
        QVERIFY(record.askedFor(m_clock.tick()) == 3s);
        m_clock.advance(3s);
        QVERIFY(record.askedFor(m_clock.tick()) == 0s);
        QVERIFY(record.standing(m_clock.tick()) == Standing::Recovering);
    }

    void isProbedOnceItNoLongerAsks_data()
    {
        QTest::addColumn<bool>("isStreamed");
        QTest::newRow("stream") << true;
        QTest::newRow("whole") << false;
    }
    void isProbedOnceItNoLongerAsks()
    {
        QFETCH(bool, isStreamed);
        TrackRecord record;
        limit(record, 3s);
        m_clock.advance(3s);
        QVERIFY(record.admit(m_clock.tick()) == Admission::Probe);
        QVERIFY(record.admit(m_clock.tick()) == Admission::Denied);
        QVERIFY(record.standing(m_clock.tick()) == Standing::Ejected);
        observe(record, AttemptFate::Answered); // that had begun before
        QVERIFY(record.admit(m_clock.tick()) == Admission::Denied);
        if (isStreamed)
            record.probeAnswered(m_clock.tick());
        else
            record.observe({.role = Role::Probe}, m_clock.tick());
        QVERIFY(record.admit(m_clock.tick()) == Admission::Admitted);
        QVERIFY(record.isCalm());
    }

    void othersWaitForAProbeButNotLong()
    {
        TrackRecord record;
        limit(record, 3s);
        m_clock.advance(3s);
        QVERIFY(!record.isProbed(m_clock.tick()));
        QVERIFY(record.admit(m_clock.tick()) == Admission::Probe);
        QVERIFY(record.isProbed(m_clock.tick()));
        QVERIFY(record.isLimited(m_clock.tick()));
        QVERIFY(record.askedFor(m_clock.tick()) == 0s); // the provider asks for nothing any more
        m_clock.advance(WaitWish::kProbeAlone);
        QVERIFY(record.standing(m_clock.tick()) == Standing::Sound);
        QVERIFY(record.admit(m_clock.tick()) == Admission::Admitted);
        QVERIFY(record.isCalm());
    }

    void aServerThatSaysHowLongIsLeftAloneToo()
    {
        TrackRecord record;
        record.observe({.fate = AttemptFate::Refused, .retryAfter = 30s}, m_clock.tick());
        QVERIFY(record.admit(m_clock.tick()) == Admission::Denied);
        QVERIFY(record.askedFor(m_clock.tick()) == 30s);
        QCOMPARE(figures(record).breaker.failures, 1);
        record.observe({.fate = AttemptFate::Cut, .retryAfter = 50s}, m_clock.tick()); // of an answer that began
        QVERIFY(record.askedFor(m_clock.tick()) == 30s);
    }

    // Nobody has said how long: it is a guess.
    void ourOwnGuessIsNoWordOfTheProvider()
    {
        TrackRecord record;
        limit(record);
        QVERIFY(record.isLimited(m_clock.tick()));
        QVERIFY(record.askedFor(m_clock.tick()) == 0s);
        m_clock.advance(TrackRecord::kFirstLimit);
        QVERIFY(record.admit(m_clock.tick()) == Admission::Admitted);
    }

    void waitsLongerForEachLimitInARow()
    {
        TrackRecord record;
        for (const auto wait : {1s, 2s, 4s, 8s, 16s, 30s, 30s}) {
            limit(record);
            QVERIFY(record.nextChance(m_clock.tick()) == m_clock.tick() + wait);
            m_clock.advance(wait);
        }
        observe(record, AttemptFate::Answered);
        limit(record);
        QVERIFY(record.nextChance(m_clock.tick()) == m_clock.tick() + 1s);
    }

    void doesNotFollowAWishWithoutEnd()
    {
        TrackRecord record;
        limit(record, std::chrono::seconds(86'400));
        QVERIFY(record.nextChance(m_clock.tick()) == m_clock.tick() + WaitWish::kLongest);
    }

    void aLimitedProbeIsGivenBack()
    {
        TrackRecord record;
        observe(record, AttemptFate::Refused, 5);
        m_clock.advance(1s);
        QVERIFY(record.admit(m_clock.tick()) == Admission::Probe);
        record.observe({.fate = AttemptFate::RateLimited, .role = Role::Probe, .retryAfter = 1s}, m_clock.tick());
        m_clock.advance(1s);
        QVERIFY(record.admit(m_clock.tick()) == Admission::Probe);
    }

    void measuresSpeedByPromptSize()
    {
        TrackRecord record;
        record.observe({.promptTokens = 1'000, .firstToken = 100ms, .completionTokens = 50, .generation = 1s},
                       m_clock.tick());
        record.observe({.promptTokens = 1'000'000, .firstToken = 5s}, m_clock.tick());
        record.observe({.completionTokens = 2, .generation = 1us}, m_clock.tick()); // too short to tell
        const auto isNear = [](auto value, auto expected) { return std::abs(value - expected) * 8 <= expected; };
        QVERIFY(isNear(record.speed(1'000).firstToken.count(), 100'000));
        QCOMPARE(record.speed(10'000).firstToken.count(), 0);
        QVERIFY(isNear(record.speed(2'000'000).firstToken.count(), 5'000'000));
        QVERIFY(isNear(record.speed(1'000).tokensPerSecond, 50));
    }

    void forgetsOldLimits()
    {
        TrackRecord record;
        record.limitsTold({.tokensLimit = 100, .tokensLeft = 0}, m_clock.tick());
        QCOMPARE(figures(record).headroom, 0);
        m_clock.advance(61s);
        QCOMPARE(figures(record).headroom, 1'000);
    }
};

QTEST_APPLESS_MAIN(TrackRecordTest)
#include "trackrecord_test.moc"
