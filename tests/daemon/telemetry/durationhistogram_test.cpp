// SPDX-License-Identifier: GPL-3.0-or-later
#include "telemetry/durationhistogram.h"

#include <QTest>

#include <thread>

using namespace gotoai::telemetry;
using namespace std::chrono_literals;

class DurationHistogramTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countsByBucket()
    {
        DurationHistogram histogram(kAnswerBoundsUs);
        histogram.observe(0us);
        histogram.observe(5ms);
        histogram.observe(5ms + 1us);
        histogram.observe(1h);
        const auto figures = histogram.figures();
        QCOMPARE(figures.counts.size(), kAnswerBoundsUs.size() + 1);
        QCOMPARE(figures.counts[0], 2u);
        QCOMPARE(figures.counts[1], 1u);
        QCOMPARE(figures.counts.back(), 1u);
        QCOMPARE(figures.sumUs, 3'600'010'001);
    }

    void addsUp()
    {
        DurationHistogram first(kOwnBoundsUs);
        DurationHistogram second(kOwnBoundsUs);
        first.observe(1ms);
        second.observe(1ms);
        second.observe(2s);
        HistogramFigures sum;
        sum.add(first.figures());
        sum.add(second.figures());
        QCOMPARE(sum.counts[3], 2u);
        QCOMPARE(sum.counts.back(), 1u);
        QCOMPARE(sum.sumUs, 2'002'000);
    }

    void losesNothingBetweenThreads()
    {
        DurationHistogram histogram(kOwnBoundsUs);
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < 4; ++i)
                threads.emplace_back([&histogram] {
                    for (int n = 0; n < 10'000; ++n)
                        histogram.observe(3us);
                });
        }
        QCOMPARE(histogram.figures().counts[0], 40'000u);
        QCOMPARE(histogram.figures().sumUs, 120'000);
    }
};

QTEST_GUILESS_MAIN(DurationHistogramTest)
#include "durationhistogram_test.moc"
