// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/clock.h"

#include "support/manualclock.h"

#include <QTest>

using namespace gotoai;
using namespace std::chrono_literals;

class ClockTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesRfc3339_data()
    {
        QTest::addColumn<qint64>("us");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("epoch") << qint64{0} << QByteArray("1970-01-01T00:00:00.000000Z");
        QTest::newRow("microsecond") << qint64{1'767'323'045'678'901} << QByteArray("2026-01-02T03:04:05.678901Z");
        QTest::newRow("leap day") << qint64{951'782'400'000'000} << QByteArray("2000-02-29T00:00:00.000000Z");
        QTest::newRow("before the epoch") << qint64{-1} << QByteArray("1969-12-31T23:59:59.999999Z");
        QTest::newRow("year 9999") << qint64{253'402'300'799'999'999} << QByteArray("9999-12-31T23:59:59.999999Z");
    }
    void writesRfc3339()
    {
        QFETCH(qint64, us);
        QFETCH(QByteArray, text);
        QCOMPARE(toRfc3339(fromMicroseconds(us)), text.toStdString());
        QCOMPARE(toMicroseconds(*fromRfc3339(text.toStdString())), us);
    }

    void readsOtherSpellings_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("us");
        QTest::newRow("no fraction") << QByteArray("2026-01-02T03:04:05Z") << qint64{1'767'323'045'000'000};
        QTest::newRow("one digit") << QByteArray("2026-01-02T03:04:05.5Z") << qint64{1'767'323'045'500'000};
        QTest::newRow("nine digits, cut")
            << QByteArray("2026-01-02T03:04:05.678901999Z") << qint64{1'767'323'045'678'901};
        QTest::newRow("small t") << QByteArray("2026-01-02t03:04:05Z") << qint64{1'767'323'045'000'000};
        QTest::newRow("east") << QByteArray("2026-01-02T05:34:05+02:30") << qint64{1'767'323'045'000'000};
        QTest::newRow("west, into the next day")
            << QByteArray("2026-01-01T22:04:05-05:00") << qint64{1'767'323'045'000'000};
    }
    void readsOtherSpellings()
    {
        QFETCH(QByteArray, text);
        QFETCH(qint64, us);
        const auto instant = fromRfc3339(text.toStdString());
        QVERIFY(instant.has_value());
        QCOMPARE(toMicroseconds(*instant), us);
    }

    void refusesEverythingElse_data()
    {
        QTest::addColumn<QByteArray>("text");
        const char* const texts[] = {"",
                                     "now",
                                     "2026-01-02",
                                     "2026-01-02T03:04:05",
                                     "2026-01-02 03:04:05Z",
                                     "2026-01-02T03:04Z",
                                     "2026-13-02T03:04:05Z",
                                     "2026-00-02T03:04:05Z",
                                     "2026-02-29T03:04:05Z",
                                     "2026-04-31T03:04:05Z",
                                     "2026-01-02T24:00:00Z",
                                     "2026-01-02T03:60:05Z",
                                     "2026-01-02T03:04:60Z",
                                     "2026-01-02T03:04:05.Z",
                                     "2026-01-02T03:04:05.1234567890Z",
                                     "2026-01-02T03:04:05+0200",
                                     "2026-01-02T03:04:05+24:00",
                                     "2026-01-02T03:04:05Z ",
                                     " 2026-01-02T03:04:05Z",
                                     "+026-01-02T03:04:05Z",
                                     "2026-1-2T3:4:5Z",
                                     "2026-01-02T03:04:05ZZ"};
        for (const char* text : texts)
            QTest::newRow(*text != '\0' ? text : "empty") << QByteArray(text);
    }
    void refusesEverythingElse()
    {
        QFETCH(QByteArray, text);
        QVERIFY(!fromRfc3339(text.toStdString()));
    }

    void systemClockMovesForward()
    {
        const SystemClock clock;
        const Tick first = clock.tick();
        QTRY_VERIFY(clock.tick() > first);
        QVERIFY(clock.now() > fromMicroseconds(1'700'000'000'000'000));
    }

    void manualClockMovesWhenTold()
    {
        test::ManualClock clock;
        const Instant now = clock.now();
        const Tick tick = clock.tick();
        clock.advance(1500us);
        QVERIFY(clock.now() == now + 1500us);
        QVERIFY(clock.tick() == tick + 1500us);
    }
};

QTEST_GUILESS_MAIN(ClockTest)
#include "clock_test.moc"
