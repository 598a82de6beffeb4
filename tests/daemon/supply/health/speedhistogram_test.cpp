// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/health/speedhistogram.h"

#include "support/manualclock.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::supply;

class SpeedHistogramTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isEmptyAtFirst()
    {
        const SpeedHistogram histogram;
        QCOMPARE(histogram.quantiles(Tick{}).count, 0);
    }

    void findsAValueToAnEighth_data()
    {
        QTest::addColumn<qint64>("value");
        for (const qint64 value : {qint64{0}, qint64{1}, qint64{3}, qint64{4}, qint64{7}, qint64{8}, qint64{1'000},
                                   qint64{123'456}, qint64{9'999'999}, qint64{200'000'000}})
            QTest::addRow("%lld", value) << value;
    }
    void findsAValueToAnEighth()
    {
        QFETCH(qint64, value);
        SpeedHistogram histogram;
        QVERIFY(std::abs(histogram.add(value, Tick{}) - value) * 8 <= value);
    }

    void clampsWhatIsBeyond()
    {
        SpeedHistogram histogram;
        QCOMPARE(histogram.add(-5, Tick{}), 0);
        histogram.add(std::int64_t{1} << 40, Tick{});
        QVERIFY(histogram.quantiles(Tick{}).p99 < std::int64_t{1} << 28);
    }

    void tellsQuantiles()
    {
        SpeedHistogram histogram;
        std::int64_t median = 0;
        for (int i = 1; i <= 1'000; ++i)
            median = histogram.add(i * 100, Tick{});
        const auto quantiles = histogram.quantiles(Tick{});
        QCOMPARE(quantiles.count, 1'000);
        const auto isNear = [](std::int64_t value, std::int64_t expected) {
            return std::abs(value - expected) * 8 <= expected;
        };
        QVERIFY(isNear(quantiles.p50, 50'000) && isNear(quantiles.p90, 90'000));
        QVERIFY(isNear(quantiles.p95, 95'000) && isNear(quantiles.p99, 99'000));
        QCOMPARE(median, quantiles.p50);
    }

    void forgetsAfterTwoGenerations()
    {
        test::ManualClock clock;
        SpeedHistogram histogram;
        histogram.add(1'000, clock.tick());
        clock.advance(SpeedHistogram::kGeneration);
        histogram.add(64'000, clock.tick());
        QCOMPARE(histogram.quantiles(clock.tick()).count, 2);
        clock.advance(SpeedHistogram::kGeneration);
        QCOMPARE(histogram.quantiles(clock.tick()).count, 1);
        histogram.add(64'000, clock.tick());
        QCOMPARE(histogram.quantiles(clock.tick()).count, 2);
        clock.advance(2 * SpeedHistogram::kGeneration);
        QCOMPARE(histogram.quantiles(clock.tick()).count, 0);
    }
};

QTEST_APPLESS_MAIN(SpeedHistogramTest)
#include "speedhistogram_test.moc"
