// SPDX-License-Identifier: GPL-3.0-or-later
#include "money/money.h"

#include <QTest>

#include <limits>

using namespace gotoai;

class MoneyTest : public QObject
{
    Q_OBJECT

private:
    static constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
    static constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();

private Q_SLOTS:
    void keepsTheExampleOfTheLedger()
    {
        const Money hold = *Money::parseUsd("0.0009");
        const Money charge = *Money::parseUsd("0.0000071");
        QCOMPARE(hold.nano(), std::int64_t{900'000});
        QCOMPARE(charge.nano(), std::int64_t{7'100});
        QCOMPARE(hold.minus(charge)->toUsd(), "0.0008929");
    }

    void refusesMoreThanNanos() { QCOMPARE(Money::parseUsd("0.0000000001").error().code, ErrorCode::InvalidRequest); }

    void neverWraps()
    {
        QVERIFY(!Money::fromNano(kMax).plus(Money::fromNano(1)));
        QVERIFY(!Money::fromNano(kMin).plus(Money::fromNano(-1)));
        QVERIFY(!Money::fromNano(kMin).minus(Money::fromNano(1)));
        QVERIFY(!Money::fromNano(0).minus(Money::fromNano(kMin)));
        QCOMPARE(Money::fromNano(kMax).plus(Money::fromNano(kMin))->nano(), std::int64_t{-1});
        QCOMPARE(Money::fromNano(kMax - 1).plus(Money::fromNano(1))->nano(), kMax);
    }

    void compares()
    {
        QVERIFY(Money::fromNano(-1) < Money());
        QVERIFY(Money::fromNano(1) > Money());
        QVERIFY(Money::fromNano(-1).isNegative());
        QVERIFY(Money().isZero());
    }

    void rounds_data()
    {
        QTest::addColumn<qulonglong>("pico");
        QTest::addColumn<qint64>("up");
        QTest::addColumn<qint64>("halfToEven");
        QTest::newRow("zero") << 0ULL << qint64{0} << qint64{0};
        QTest::newRow("one pico") << 1ULL << qint64{1} << qint64{0};
        QTest::newRow("below half") << 499ULL << qint64{1} << qint64{0};
        QTest::newRow("half above an even") << 500ULL << qint64{1} << qint64{0};
        QTest::newRow("above half") << 501ULL << qint64{1} << qint64{1};
        QTest::newRow("exact") << 1'000ULL << qint64{1} << qint64{1};
        QTest::newRow("half above an odd") << 1'500ULL << qint64{2} << qint64{2};
        QTest::newRow("half above an even again") << 2'500ULL << qint64{3} << qint64{2};
        QTest::newRow("the example") << 7'100'000ULL << qint64{7'100} << qint64{7'100};
    }
    void rounds()
    {
        QFETCH(qulonglong, pico);
        QFETCH(qint64, up);
        QFETCH(qint64, halfToEven);
        QCOMPARE(qint64{toMoney(pico, Rounding::Up)->nano()}, up);
        QCOMPARE(qint64{toMoney(pico, Rounding::HalfToEven)->nano()}, halfToEven);
    }

    void refusesSumsThatDoNotFit()
    {
        const PicoUsd largest = static_cast<PicoUsd>(kMax) * 1000;
        QCOMPARE(toMoney(largest, Rounding::Up)->nano(), kMax);
        QVERIFY(!toMoney(largest + 1, Rounding::Up));
        QCOMPARE(toMoney(largest + 499, Rounding::HalfToEven)->nano(), kMax);
        QVERIFY(!toMoney(largest + 500, Rounding::HalfToEven)); // kMax is odd: half goes up, out of range
        QVERIFY(!toMoney(~PicoUsd{0}, Rounding::Up));
        QVERIFY(!toMoney(~PicoUsd{0}, Rounding::HalfToEven));
    }
};

QTEST_GUILESS_MAIN(MoneyTest)
#include "money_test.moc"
