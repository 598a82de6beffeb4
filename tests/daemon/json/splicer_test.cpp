// SPDX-License-Identifier: GPL-3.0-or-later
#include "json/document.h"

#include <QTest>

using namespace gotoai;

class SplicerTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void membersAreSetAndRemoved_data();
    void membersAreSetAndRemoved();
    void theLastWishCounts();
    void literalsAreEscaped();
};

// The members named in `set` become 9, those in `removed` go.
void SplicerTest::membersAreSetAndRemoved_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("set");
    QTest::addColumn<QByteArray>("removed");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* name, const char* text, const char* set, const char* removed,
                        const char* expected) {
        QTest::newRow(name) << QByteArray(text) << QByteArray(set) << QByteArray(removed) << QByteArray(expected);
    };
    row("untouched", R"( { "a" : 1.50 , "b":[ 1 ] } )", "", "", R"( { "a" : 1.50 , "b":[ 1 ] } )");
    row("replaced", R"({ "a" : 1 , "b" : 1e2 })", "a", "", R"({ "a" : 9 , "b" : 1e2 })");
    row("appended", R"({"b":1 } )", "a", "", R"({"b":1,"a":9 } )");
    row("appended to nothing", R"({ })", "a", "", R"({"a":9 })");
    row("first removed", R"({"a":1, "b":2, "c":3})", "", "a", R"({"b":2, "c":3})");
    row("middle removed", R"({"a":1, "b":2, "c":3})", "", "b", R"({"a":1, "c":3})");
    row("last removed", R"({"a":1, "b":2, "c":3 })", "", "c", R"({"a":1, "b":2 })");
    row("all removed", R"({"a":1,"b":2})", "", "ab", R"({})");
    row("all removed, one appended", R"({"b":2,"c":3})", "a", "bc", R"({"a":9})");
    row("first removed, next set", R"({"b":2,"a":3})", "a", "b", R"({"a":9})");
    row("absent removed", R"({"a":1})", "", "z", R"({"a":1})");
    row("two set", R"({"a":1})", "ax", "", R"({"a":9,"x":9})");
}

void SplicerTest::membersAreSetAndRemoved()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, set);
    QFETCH(QByteArray, removed);
    QFETCH(QByteArray, expected);
    const std::string original = text.toStdString();
    json::Parser parser;
    QVERIFY(parser.parse(original));
    const auto members = parser.topLevelMembers(original);
    QVERIFY(members);
    json::Splicer splicer(original, *members);
    for (const char key : set)
        splicer.set(std::string(1, key), "9");
    for (const char key : removed)
        splicer.remove(std::string(1, key));
    QCOMPARE(QByteArray::fromStdString(splicer.build()), expected);
    QVERIFY(parser.parse(splicer.build()));
}

void SplicerTest::theLastWishCounts()
{
    const std::string text = R"({"a":1})";
    json::Parser parser;
    QVERIFY(parser.parse(text));
    const auto members = parser.topLevelMembers(text);
    json::Splicer splicer(text, *members);
    splicer.remove("a").set("a", "2").set("b", "3").remove("b");
    QCOMPARE(splicer.build(), std::string(R"({"a":2})"));
}

void SplicerTest::literalsAreEscaped()
{
    QCOMPARE(json::quoted("a\"b\\c\n\x01\xc3\xa9"), std::string("\"a\\\"b\\\\c\\n\\u0001\xc3\xa9\""));
}

QTEST_APPLESS_MAIN(SplicerTest)
#include "splicer_test.moc"
