// SPDX-License-Identifier: GPL-3.0-or-later
#include "json/widenumbers.h"

#include "json/document.h"

#include <QTest>

#include <simdjson.h>

using namespace gotoai;

class WideNumbersTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void numbersAreMasked_data();
    void numbersAreMasked();
    void aTextWithThemParses();
    void theyAreNoCounts_data();
    void theyAreNoCounts();
    void theyKeepTheirSpelling();
    void otherFaultsStayFaults_data();
    void otherFaultsStayFaults();
};

void WideNumbersTest::numbersAreMasked_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* text, const char* expected) {
        QTest::newRow(text) << QByteArray(text) << QByteArray(expected);
    };
    row("18446744073709551615", "18446744073709551615");
    row("18446744073709551616", "-0.5                ");
    row("-9223372036854775808", "-9223372036854775808");
    row("-9223372036854775809", "-0.5                ");
    row("1e309", "-0.5 ");
    row("-1E+309", "-0.5   ");
    row("1.7976931348623157e308", "1.7976931348623157e308");
    row("[1,1e999,\"1e999\",{\"a\\\"1e999\":2}]", "[1,-0.5 ,\"1e999\",{\"a\\\"1e999\":2}]");
    row("{\"a\":99999999999999999999}", "{\"a\":-0.5                }");
}

void WideNumbersTest::numbersAreMasked()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    const std::size_t count = json::maskWideNumbers({text.data(), static_cast<std::size_t>(text.size())});
    QCOMPARE(text, expected);
    QCOMPARE(count, std::size_t{expected.contains("-0.5") ? 1U : 0U});
}

void WideNumbersTest::aTextWithThemParses()
{
    const std::string_view text = R"({"seed":340282366920938463463374607431768211456,"model":"a","x":[-1e400]})";
    json::Parser parser;
    QVERIFY(parser.parse(text));
    const auto members = parser.topLevelMembers(text);
    QVERIFY(members);
    QCOMPARE(members->size(), std::size_t{3});
    const json::Span value = members->front().value;
    QCOMPARE(text.substr(value.begin, value.end - value.begin), "340282366920938463463374607431768211456");
    QVERIFY(parser.parse("{}")); // nothing is left over
    QVERIFY(parser.topLevelMembers("{}")->empty());
}

void WideNumbersTest::theyAreNoCounts_data()
{
    QTest::addColumn<QByteArray>("number");
    for (const char* const number : {"18446744073709551616", "-18446744073709551616", "1e309", "-1e309"})
        QTest::newRow(number) << QByteArray(number);
}

void WideNumbersTest::theyAreNoCounts()
{
    QFETCH(QByteArray, number);
    const std::string text = "{\"n\":" + number.toStdString() + "}";
    json::Parser parser;
    const auto root = parser.parse(text);
    QVERIFY(root);
    std::int64_t whole = 0;
    std::uint64_t natural = 0;
    QVERIFY((**root)["n"].get(whole) != simdjson::SUCCESS);
    QVERIFY((**root)["n"].get(natural) != simdjson::SUCCESS);
}

void WideNumbersTest::theyKeepTheirSpelling()
{
    const std::string_view text = R"({"a":1,"id":18446744073709551616000})";
    json::Parser parser;
    QVERIFY(parser.parse(text));
    QCOMPARE(json::Splicer(text, *parser.topLevelMembers(text)).set("a", "2").build(),
             R"({"a":2,"id":18446744073709551616000})");
}

void WideNumbersTest::otherFaultsStayFaults_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("cut behind") << QByteArray("[1e999");
    QTest::newRow("no number") << QByteArray("[1e999e9]");
    QTest::newRow("surrogate") << QByteArray("[1e999,\"\\ud800\"]");
    QTest::newRow("too deep") << QByteArray(65, '[') + "1e999" + QByteArray(65, ']');
}

void WideNumbersTest::otherFaultsStayFaults()
{
    QFETCH(QByteArray, text);
    json::Parser parser;
    QCOMPARE(parser.parse(text.toStdString()).error().code, ErrorCode::InvalidJson);
}

QTEST_APPLESS_MAIN(WideNumbersTest)
#include "widenumbers_test.moc"
