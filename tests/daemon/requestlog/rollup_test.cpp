// SPDX-License-Identifier: GPL-3.0-or-later
#include "requestlog/rollup.h"

#include "support/finishedorders.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::requestlog;

class RollupTest : public QObject
{
    Q_OBJECT

private:
    static hypercore::FinishedOrder order()
    {
        return test::makeFinishedOrder(test::makeEndpoint({}), AccountId::make(Instant{}), KeyId::make(Instant{}),
                                       fromMicroseconds(1'700'000'000'000'000));
    }

private Q_SLOTS:
    void findsBuckets_data()
    {
        QTest::addColumn<QByteArray>("at");
        QTest::addColumn<QByteArray>("minute");
        QTest::addColumn<QByteArray>("hour");
        QTest::addColumn<QByteArray>("day");
        QTest::newRow("amid") << QByteArray("2026-02-28T23:59:59.999999Z") << QByteArray("2026-02-28T23:59:00.000000Z")
                              << QByteArray("2026-02-28T23:00:00.000000Z") << QByteArray("2026-02-28T00:00:00.000000Z");
        QTest::newRow("at the begin") << QByteArray("2026-03-01T00:00:00Z") << QByteArray("2026-03-01T00:00:00.000000Z")
                                      << QByteArray("2026-03-01T00:00:00.000000Z")
                                      << QByteArray("2026-03-01T00:00:00.000000Z");
        QTest::newRow("before 1970") << QByteArray("1969-12-31T23:58:30Z") << QByteArray("1969-12-31T23:58:00.000000Z")
                                     << QByteArray("1969-12-31T23:00:00.000000Z")
                                     << QByteArray("1969-12-31T00:00:00.000000Z");
    }
    void findsBuckets()
    {
        QFETCH(QByteArray, at);
        QFETCH(QByteArray, minute);
        QFETCH(QByteArray, hour);
        QFETCH(QByteArray, day);
        const Instant instant = *fromRfc3339(at.toStdString());
        QCOMPARE(toRfc3339(bucketStart(Step::Minute, instant)), minute.toStdString());
        QCOMPARE(toRfc3339(bucketStart(Step::Hour, instant)), hour.toStdString());
        QCOMPARE(toRfc3339(bucketStart(Step::Day, instant)), day.toStdString());
    }

    void countsAnAnswer()
    {
        auto finished = order();
        finished.isStreamed = true;
        finished.firstOutput = std::chrono::milliseconds(12);
        const Rollup rollup = Rollup::of(finished);
        QCOMPARE(rollup.requests, 1);
        QCOMPARE(rollup.failures, 0);
        QCOMPARE(rollup.attempts, 1);
        QCOMPARE(rollup.usage.promptTokens(), 30);
        QCOMPARE(rollup.usage[Meter::Reasoning], 5);
        QCOMPARE(rollup.chargeNano, 7'100);
        QCOMPARE(rollup.costNano, 7'000);
        QCOMPARE(rollup.feeNano, 100);
        QCOMPARE(rollup.total.percentileMs(500), 50);
        QCOMPARE(rollup.firstOutput.percentileMs(500), 15);
    }

    // Tokens of an answer that nobody paid for are not the users' usage.
    void countsAFailure()
    {
        auto finished = order();
        finished.state = clearinghouse::OrderState::Released;
        finished.outcome = hypercore::OrderOutcome::Upstream;
        finished.cost = {};
        const Rollup rollup = Rollup::of(finished);
        QCOMPARE(rollup.failures, 1);
        QVERIFY(rollup.usage.isZero());
        QCOMPARE(rollup.estimated, 0);
        QVERIFY(rollup.firstOutput.isEmpty());
    }

    void countsEstimatesAndLeavers()
    {
        auto finished = order();
        finished.outcome = hypercore::OrderOutcome::ClientGone;
        finished.usageSource = UsageSource::Estimated;
        const Rollup rollup = Rollup::of(finished);
        QCOMPARE(rollup.failures, 0);
        QCOMPARE(rollup.estimated, 1);
    }
};

QTEST_GUILESS_MAIN(RollupTest)
#include "rollup_test.moc"
