// SPDX-License-Identifier: GPL-3.0-or-later
#include "reconciliation/exactamount.h"

#include <QTest>

using namespace gotoai::reconciliation;
using Kind = ExactAmount::Kind;

class ExactAmountTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsWhatProvidersWrite_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("decimals");
        QTest::addColumn<qint64>("pico");
        const auto row = [](const char* text, int decimals, qint64 pico) {
            QTest::addRow("%s, %d", text, decimals) << QByteArray(text) << decimals << pico;
        };
        row("0", 0, 0);
        row("-0", 0, 0);
        row("0.0000071", 0, 7'100'000);
        row("0.000000000001", 0, 1);
        row("1", 0, 1'000'000'000'000);
        row("-2.5", 0, -2'500'000'000'000);
        row("007", 0, 7'000'000'000'000);
        row("1.23456e-05", 0, 12'345'600);
        row("1E2", 0, 100'000'000'000'000);
        row("12.5e+1", 0, 125'000'000'000'000);
        row("0.00014250000000000002", 0, 142'500'000); // of a binary fraction
        row("0.0000000000005", 0, 0);                  // half to even
        row("0.0000000000015", 0, 2);
        row("0.0000000000025", 0, 2);
        row("0.00000000000250000001", 0, 3);
        row("0.0000000000004999", 0, 0);
        row("1e-90", 0, 0);
        row("9223372.036854775807", 0, 9'223'372'036'854'775'807);
        row("123.45", 2, 1'234'500'000'000);
        row("0.71", 2, 7'100'000'000);
    }
    void readsWhatProvidersWrite()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, decimals);
        QFETCH(qint64, pico);
        const ExactAmount amount = parseAmount(text.toStdString(), decimals);
        QVERIFY(amount.kind == Kind::Amount);
        QCOMPARE(amount.pico, pico);
    }

    void tellsWhatIsNoNumber_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char* text :
             {"",      " 1",    "1 ",
              "+1",    ".5",    "5.",
              "1,5",   "$1",    "0x10",
              "NaN",   "nan",   "Infinity",
              "-",     "--1",   "1e",
              "1e+",   "1e1.5", "1.2.3",
              "1_000", "1'000", "1111111111111111111111111111111111111111111111111111111111111111111111"})
            QTest::addRow("'%.20s'", text) << QByteArray(text);
    }
    void tellsWhatIsNoNumber()
    {
        QFETCH(QByteArray, text);
        QVERIFY(parseAmount(text.toStdString()).kind == Kind::NoNumber);
        QVERIFY(parseCount(text.toStdString()).kind == Kind::NoNumber);
    }

    void tellsWhatIsBeyondAnything_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char* text : {"9223372.036854775808", "1e309", "1e99999999999", "99999999999999999999999", "-1e30"})
            QTest::addRow("%s", text) << QByteArray(text);
    }
    void tellsWhatIsBeyondAnything()
    {
        QFETCH(QByteArray, text);
        QVERIFY(parseAmount(text.toStdString()).kind == Kind::TooLarge);
    }

    void countsAreWhole()
    {
        QCOMPARE(parseCount("12").pico, 12);
        QCOMPARE(parseCount("12.0").pico, 12);
        QCOMPARE(parseCount("1.2e1").pico, 12);
        QCOMPARE(parseCount("-5").pico, -5);
        QVERIFY(parseCount("1.5").kind == Kind::NoNumber);
        QVERIFY(parseCount("1e-1").kind == Kind::NoNumber);
        QVERIFY(parseCount("9223372036854775808").kind == Kind::TooLarge);
    }
};

QTEST_GUILESS_MAIN(ExactAmountTest)
#include "exactamount_test.moc"
