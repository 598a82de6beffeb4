// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/display.h"

#include <QLocale>
#include <QTest>

using namespace gotoai;
using namespace gotoai::widgets;

class DisplayTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void moneyIsShort_data()
    {
        QTest::addColumn<qint64>("nano");
        QTest::addColumn<QString>("text");
        QTest::newRow("nothing") << qint64(0) << QStringLiteral("$0.00");
        QTest::newRow("dollars") << qint64(184'274'999'999) << QStringLiteral("$184.27");
        QTest::newRow("a cent") << qint64(10'000'000) << QStringLiteral("$0.01");
        QTest::newRow("nearly a cent") << qint64(9'999'999) << QStringLiteral("$0.01");
        QTest::newRow("below a cent") << qint64(6'369'856) << QStringLiteral("$0.00637");
        QTest::newRow("next to nothing") << qint64(7'100) << QStringLiteral("$0.0000071");
        QTest::newRow("the least") << qint64(1) << QStringLiteral("$0.000000001");
        QTest::newRow("owed") << qint64(-1'234'567) << QStringLiteral("\u2212$0.00123");
    }
    void moneyIsShort()
    {
        QFETCH(qint64, nano);
        QFETCH(QString, text);
        QCOMPARE(moneyText(Money::fromNano(nano)), text);
    }

    void exactMoneyHasEveryPlace() { QCOMPARE(exactMoney(Money::fromNano(6'369'856)), QStringLiteral("0.006369856")); }
};

QTEST_GUILESS_MAIN(DisplayTest)
#include "display_test.moc"
