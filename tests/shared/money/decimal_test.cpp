// SPDX-License-Identifier: GPL-3.0-or-later
#include "money/decimal.h"

#include <QTest>

#include <limits>

using namespace gotoai;

class DecimalTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsExactValues_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("scale");
        QTest::addColumn<qint64>("value");
        QTest::newRow("zero") << QByteArray("0") << 9 << qint64{0};
        QTest::newRow("smallest") << QByteArray("0.000000001") << 9 << qint64{1};
        QTest::newRow("a settled call") << QByteArray("0.0000071") << 9 << qint64{7'100};
        QTest::newRow("whole") << QByteArray("10") << 9 << qint64{10'000'000'000};
        QTest::newRow("negative") << QByteArray("-0.5") << 9 << qint64{-500'000'000};
        QTest::newRow("0.1, which no double holds") << QByteArray("0.1") << 9 << qint64{100'000'000};
        QTest::newRow("2^53 + 1") << QByteArray("9007199254740993") << 0 << qint64{9'007'199'254'740'993};
        QTest::newRow("largest") << QByteArray("9223372036.854775807") << 9 << std::numeric_limits<qint64>::max();
        QTest::newRow("lowest") << QByteArray("-9223372036.854775808") << 9 << std::numeric_limits<qint64>::min();
        QTest::newRow("lowest, no fraction")
            << QByteArray("-9223372036854775808") << 0 << std::numeric_limits<qint64>::min();
    }
    void keepsExactValues()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, scale);
        QFETCH(qint64, value);
        const auto parsed = parseDecimal(text.toStdString(), scale);
        QVERIFY(parsed.has_value());
        QCOMPARE(qint64{*parsed}, value);
        QCOMPARE(formatDecimal(value, scale), text.toStdString());
    }

    void readsLongerSpellings_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("value");
        QTest::newRow("leading zeros") << QByteArray("000010.50") << qint64{10'500'000'000};
        QTest::newRow("trailing zeros beyond the scale") << QByteArray("1.0000000000000000") << qint64{1'000'000'000};
        QTest::newRow("minus zero") << QByteArray("-0") << qint64{0};
    }
    void readsLongerSpellings()
    {
        QFETCH(QByteArray, text);
        QFETCH(qint64, value);
        QCOMPARE(qint64{*parseDecimal(text.toStdString(), 9)}, value);
    }

    void refusesEverythingElse_data()
    {
        QTest::addColumn<QByteArray>("text");
        const char* const texts[] = {"",
                                     "-",
                                     ".",
                                     ".5",
                                     "5.",
                                     "+1",
                                     "1e3",
                                     "1E3",
                                     "1e309",
                                     "0x10",
                                     "NaN",
                                     "nan",
                                     "inf",
                                     "Infinity",
                                     "-Infinity",
                                     " 1",
                                     "1 ",
                                     "1\n",
                                     "1,5",
                                     "1_000",
                                     "--1",
                                     "1.2.3",
                                     "1-",
                                     "-.5",
                                     "0.0000000001",
                                     "1.0000000001",
                                     "9223372036.854775808",
                                     "-9223372036.854775809",
                                     "9223372037",
                                     "18446744073709551615",
                                     "18446744073709551616",
                                     "99999999999999999999999999999999999999999999",
                                     "\xd9\xa1"};
        for (const char* text : texts)
            QTest::newRow(*text != '\0' ? text : "empty") << QByteArray(text);
        QTest::newRow("embedded zero") << QByteArray("1\0"
                                                     "2",
                                                     3);
        QTest::newRow("a megabyte of digits") << QByteArray(1'000'000, '9');
    }
    void refusesEverythingElse()
    {
        QFETCH(QByteArray, text);
        const auto parsed = parseDecimal(text.toStdString(), 9);
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().code, ErrorCode::InvalidRequest);
    }

    void padsWhenAsked_data()
    {
        QTest::addColumn<qint64>("value");
        QTest::addColumn<int>("minimum");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("cents of a whole") << qint64{10'000'000'000} << 2 << QByteArray("10.00");
        QTest::newRow("cents of a dime") << qint64{100'000'000} << 2 << QByteArray("0.10");
        QTest::newRow("more than the minimum stays") << qint64{7'100} << 2 << QByteArray("0.0000071");
        QTest::newRow("zero") << qint64{0} << 2 << QByteArray("0.00");
        QTest::newRow("all") << qint64{1} << 9 << QByteArray("0.000000001");
    }
    void padsWhenAsked()
    {
        QFETCH(qint64, value);
        QFETCH(int, minimum);
        QFETCH(QByteArray, text);
        QCOMPARE(formatDecimal(value, 9, minimum), text.toStdString());
    }
};

QTEST_GUILESS_MAIN(DecimalTest)
#include "decimal_test.moc"
