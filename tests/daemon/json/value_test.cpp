// SPDX-License-Identifier: GPL-3.0-or-later
#include "json/document.h"
#include "json/value.h"

#include <QTest>

using namespace gotoai::json;
using Kind = Value::Kind;

class ValueTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void kindsAndBytesAreKept_data();
    void kindsAndBytesAreKept();
    void stringsAreUnescaped_data();
    void stringsAreUnescaped();
    void integersAreExactOrNone_data();
    void integersAreExactOrNone();
    void membersAreFoundInOrder();
    void nothingIsFoundInWhatHoldsNothing();
};

void ValueTest::kindsAndBytesAreKept_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<Kind>("kind");
    const auto row = [](const char* text, Kind kind) { QTest::newRow(text) << QByteArray(text) << kind; };
    row("null", Kind::Null);
    row("true", Kind::Boolean);
    row("false", Kind::Boolean);
    row("-1.50e+3", Kind::Number);
    row("123456789012345678901234567890", Kind::Number);
    row(R"("a \" ] } b")", Kind::String);
    row(R"([1, [2], "]"])", Kind::Array);
    row(R"({"z": 1, "a": {"b": "}"}})", Kind::Object);
}

void ValueTest::kindsAndBytesAreKept()
{
    QFETCH(QByteArray, text);
    QFETCH(Kind, kind);
    for (const char* const before : {"", " \n\t"}) {
        const std::string padded = before + text.toStdString() + " ";
        const Value value{padded};
        QCOMPARE(value.kind(), kind);
        QCOMPARE(value.raw(), std::string_view(text.constData()));
        const std::string inArray = "[" + padded + "," + padded + "]";
        const auto elements = Value(inArray).elements();
        QCOMPARE(elements.size(), std::size_t{2});
        QCOMPARE(elements[0].raw(), value.raw());
        QCOMPARE(elements[1].raw(), value.raw());
        const std::string inObject = "{\"k\":" + padded + "}";
        QCOMPARE(Value(inObject)["k"].raw(), value.raw());
    }
}

void ValueTest::stringsAreUnescaped_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* text, const QByteArray& expected) {
        QTest::newRow(text) << QByteArray(text) << expected;
    };
    row(R"("")", "");
    row(R"("plain")", "plain");
    row(R"("\"\\\/\b\f\n\r\t")", "\"\\/\b\f\n\r\t");
    row(R"("a\u0041z")", "aAz");
    row(R"("\u00e9\u20ac")", "é€");
    row(R"("\ud83d\ude00!")", "😀!");
    row(R"("é€😀")", "é€😀");
    row(R"("\u0000")", QByteArray(1, '\0'));
    row(R"("\\u0041")", "\\u0041");
}

void ValueTest::stringsAreUnescaped()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    const Value value{std::string_view(text.constData())};
    QCOMPARE(QByteArray::fromStdString(value.text()), expected);
    QVERIFY(value.is(expected.toStdString()));
    QCOMPARE(QByteArray(value.inner().data(), static_cast<qsizetype>(value.inner().size())),
             text.mid(1, text.size() - 2));
}

void ValueTest::integersAreExactOrNone_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("isInteger");
    QTest::addColumn<qint64>("expected");
    const auto row = [](const char* text, bool isInteger, qint64 expected) {
        QTest::newRow(text) << QByteArray(text) << isInteger << expected;
    };
    row("0", true, 0);
    row("-7", true, -7);
    row("9223372036854775807", true, 9'223'372'036'854'775'807);
    row("9223372036854775808", false, 0);
    row("1.0", false, 0);
    row("1e3", false, 0);
    row(R"("1")", false, 0);
    row("true", false, 0);
}

void ValueTest::integersAreExactOrNone()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, isInteger);
    QFETCH(qint64, expected);
    const auto integer = Value(std::string_view(text.constData())).integer();
    QCOMPARE(integer.has_value(), isInteger);
    if (isInteger)
        QCOMPARE(*integer, std::int64_t{expected});
}

void ValueTest::membersAreFoundInOrder()
{
    const std::string text = R"( { "z" : [ ] , "a":{} ,"\u0062":"x", "a":2 } )";
    Parser parser;
    QVERIFY(parser.parse(text));
    const Value value{text};
    const auto fields = value.fields();
    QCOMPARE(fields.size(), std::size_t{4});
    QCOMPARE(fields[0].key, std::string("z"));
    QVERIFY(fields[0].value.isArray());
    QVERIFY(fields[0].value.elements().empty());
    QCOMPARE(fields[2].key, std::string("b"));
    QVERIFY(value["b"].is("x"));
    QVERIFY2(value["a"].isObject(), "the first of two counts");
    QVERIFY(value["a"].fields().empty());
    QCOMPARE(value["none"].kind(), Kind::Absent);
}

void ValueTest::nothingIsFoundInWhatHoldsNothing()
{
    for (const char* const text : {"", " ", "1", "null", R"("a")", "[1]"}) {
        const Value value{std::string_view(text)};
        QVERIFY(!value["a"].isThere());
        QVERIFY(value.fields().empty());
    }
    QVERIFY(Value(std::string_view(R"({"a":1})")).elements().empty());
    QCOMPARE(Value().raw(), std::string_view());
    QVERIFY(!Value(std::string_view("null")).isThere());
    QVERIFY(Value(std::string_view("false")).isThere());
}

QTEST_APPLESS_MAIN(ValueTest)
#include "value_test.moc"
