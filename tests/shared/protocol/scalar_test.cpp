// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/scalar.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace gotoai;
using namespace gotoai::protocol;

class ScalarTest : public QObject
{
    Q_OBJECT

private:
    static QJsonValue json(const QByteArray& text) { return QJsonDocument::fromJson("[" + text + "]").array().first(); }
    template<class T>
    static bool accepts(const QByteArray& text)
    {
        T value{};
        return decode(json(text), value).has_value();
    }

private Q_SLOTS:
    void keepsIntegersExactly_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("value");
        QTest::newRow("zero") << QByteArray("0") << qint64{0};
        QTest::newRow("negative") << QByteArray("-1") << qint64{-1};
        QTest::newRow("2^53 + 1") << QByteArray("9007199254740993") << qint64{9'007'199'254'740'993};
        QTest::newRow("2^63 - 1") << QByteArray("9223372036854775807") << std::numeric_limits<qint64>::max();
        QTest::newRow("whole by a point") << QByteArray("2.0") << qint64{2};
    }
    void keepsIntegersExactly()
    {
        QFETCH(QByteArray, text);
        QFETCH(qint64, value);
        std::int64_t decoded = 42;
        QVERIFY(decode(json(text), decoded).has_value());
        QCOMPARE(qint64{decoded}, value);
        std::int64_t again = 42;
        QVERIFY(decode(encode(decoded), again).has_value());
        QCOMPARE(again, decoded);
    }

    void refusesWhatIsNoInteger_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char* text : {"1.5", "1e309", "9223372036854775808", "18446744073709551615", "-1e30", "\"1\"",
                                 "true", "null", "[]", "{}"})
            QTest::newRow(text) << QByteArray(text);
    }
    void refusesWhatIsNoInteger()
    {
        QFETCH(QByteArray, text);
        QVERIFY(!accepts<std::int64_t>(text));
        QVERIFY(!accepts<std::int32_t>(text));
    }

    void keepsNarrowIntegersNarrow()
    {
        QVERIFY(accepts<std::int32_t>("2147483647"));
        QVERIFY(!accepts<std::int32_t>("2147483648"));
        QVERIFY(accepts<std::int32_t>("-2147483648"));
        QVERIFY(!accepts<std::int32_t>("-2147483649"));
    }

    // A JSON number of dollars has lost its digits before anybody reads it.
    void takesAmountsAsStringsOnly_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("isTaken");
        QTest::newRow("string") << QByteArray("\"0.0000071\"") << true;
        QTest::newRow("number") << QByteArray("5") << false;
        QTest::newRow("fraction") << QByteArray("0.1") << false;
        QTest::newRow("finer than nano") << QByteArray("\"0.0000000001\"") << false;
        QTest::newRow("exponent") << QByteArray("\"1e309\"") << false;
        QTest::newRow("NaN") << QByteArray("\"NaN\"") << false;
        QTest::newRow("2^63") << QByteArray("\"9223372036854775808\"") << false;
        QTest::newRow("empty") << QByteArray("\"\"") << false;
        QTest::newRow("null") << QByteArray("null") << false;
    }
    void takesAmountsAsStringsOnly()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, isTaken);
        QCOMPARE(accepts<Money>(text), isTaken);
    }

    void writesAmountsExactly()
    {
        QCOMPARE(encode(Money::fromNano(7'100)).toString(), QLatin1String("0.0000071"));
        QCOMPARE(encode(UsdPerMillion{37'500}).toString(), QLatin1String("0.0375"));
        QCOMPARE(encode(UsdPerUnit{1'000'000'000}).toString(), QLatin1String("0.001"));
    }

    void takesTimesAndIds()
    {
        QVERIFY(accepts<Instant>("\"2026-01-02T03:04:05Z\""));
        QVERIFY(!accepts<Instant>("\"yesterday\""));
        QVERIFY(!accepts<Instant>("1767323045"));
        QVERIFY(accepts<AccountId>("\"acct_0123456789abcdef0123456789abcdef\""));
        QVERIFY(!accepts<AccountId>("\"key_0123456789abcdef0123456789abcdef\""));
        QVERIFY(!accepts<AccountId>("7"));
    }

    void takesTextThatIsUnicode()
    {
        std::string text;
        QVERIFY(decode(json("\"żółw\""), text).has_value());
        QCOMPARE(text, "żółw");
        QVERIFY(!accepts<std::string>("\"\\ud800\""));
        QVERIFY(!accepts<std::string>("1"));
        QVERIFY(!accepts<bool>("\"true\""));
        QVERIFY(!accepts<bool>("1"));
    }
};

QTEST_GUILESS_MAIN(ScalarTest)
#include "scalar_test.moc"
