// SPDX-License-Identifier: GPL-3.0-or-later
#include "requestlog/histogram.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::requestlog;
using namespace std::chrono_literals;

namespace {

std::span<const std::uint8_t> bytesOf(const std::string& text)
{
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

} // namespace

class HistogramTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsPercentiles()
    {
        Histogram histogram;
        QVERIFY(histogram.isEmpty() && !histogram.percentileMs(500));
        for (int i = 0; i < 90; ++i)
            histogram.add(4ms);
        for (int i = 0; i < 9; ++i)
            histogram.add(180ms);
        histogram.add(9s);
        QCOMPARE(histogram.count(), 100);
        QCOMPARE(histogram.percentileMs(500), 5);
        QCOMPARE(histogram.percentileMs(900), 5);
        QCOMPARE(histogram.percentileMs(901), 200);
        QCOMPARE(histogram.percentileMs(990), 200);
        QCOMPARE(histogram.percentileMs(1000), 10'000);
    }

    void countsABoundBelow_data()
    {
        QTest::addColumn<qint64>("us");
        QTest::addColumn<qint64>("ms");
        QTest::newRow("zero") << qint64{0} << qint64{1};
        QTest::newRow("at a bound") << qint64{1'000} << qint64{1};
        QTest::newRow("above a bound") << qint64{1'001} << qint64{2};
        QTest::newRow("at the last") << qint64{120'000'000} << qint64{120'000};
        QTest::newRow("beyond all") << qint64{999'000'000} << qint64{120'000};
    }
    void countsABoundBelow()
    {
        QFETCH(qint64, us);
        QFETCH(qint64, ms);
        Histogram histogram;
        histogram.add(std::chrono::microseconds(us));
        QCOMPARE(histogram.percentileMs(500), ms);
    }

    void addsUp()
    {
        Histogram first;
        Histogram second;
        Histogram both;
        for (const auto duration : {1ms, 7ms, 300ms, 90'000ms}) {
            first.add(duration);
            second.add(3 * duration);
            both.add(duration);
            both.add(3 * duration);
        }
        first.add(second);
        QVERIFY(first == both);
    }

    void readsWhatItWrote()
    {
        Histogram histogram;
        QVERIFY(histogram.encode().empty());
        for (int i = 0; i < 100'000; ++i)
            histogram.add(std::chrono::milliseconds(i % 7 == 0 ? 200'000 : 12));
        const std::string bytes = histogram.encode();
        QVERIFY(bytes.size() < 10);
        const auto read = Histogram::decode(bytesOf(bytes));
        QVERIFY(read && *read == histogram);
    }

    void refusesDamage_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("no such bucket") << QByteArray("\x1d\x01", 2);
        QTest::newRow("no count") << QByteArray("\x01", 1);
        QTest::newRow("unended number") << QByteArray("\x01\x80", 2);
        QTest::newRow("endless number") << QByteArray("\x01" + QByteArray(12, '\x80'));
    }
    void refusesDamage()
    {
        QFETCH(QByteArray, bytes);
        const auto read = Histogram::decode(bytesOf(bytes.toStdString()));
        QVERIFY(!read && read.error().code == ErrorCode::Corrupt);
    }
};

QTEST_GUILESS_MAIN(HistogramTest)
#include "histogram_test.moc"
