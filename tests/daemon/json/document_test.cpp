// SPDX-License-Identifier: GPL-3.0-or-later
#include "json/document.h"

#include <QTest>

#include <simdjson.h>

using namespace gotoai;

class DocumentTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void membersStandWhereTheyAre();
    void keysAreUnescaped();
    void duplicatesAreRefused_data();
    void duplicatesAreRefused();
    void manyMembersAreSearchedForDuplicates();
    void tooManyMembersAreRefused();
    void onlyObjectsHaveMembers();
    void depthIsLimited_data();
    void depthIsLimited();
    void badTextsAreRefusedWithTheirPlace();
    void aSmallTextFollowsALargeOne();
};

namespace {

std::string piece(std::string_view text, json::Span span)
{
    return std::string(text.substr(span.begin, span.end - span.begin));
}

std::string nested(int depth)
{
    const auto count = static_cast<std::size_t>(depth);
    return std::string(count, '[') + "1" + std::string(count, ']');
}

} // namespace

void DocumentTest::membersStandWhereTheyAre()
{
    const std::string_view text =
        " { \"a\" : 1.50 ,\n\"b\":\"x\\\"},\\\\\", \"c\":[1,{\"d\":\"]\"}] ,\"e\":{\"f\":{}}\t,\"g\":null} ";
    json::Parser parser;
    QVERIFY(parser.parse(text));
    const auto members = parser.topLevelMembers(text);
    QVERIFY(members);
    QCOMPARE(members->size(), std::size_t{5});
    const std::vector<std::pair<std::string, std::string>> expected = {{"\"a\"", "1.50"},
                                                                       {"\"b\"", "\"x\\\"},\\\\\""},
                                                                       {"\"c\"", "[1,{\"d\":\"]\"}]"},
                                                                       {"\"e\"", "{\"f\":{}}"},
                                                                       {"\"g\"", "null"}};
    for (std::size_t i = 0; i < expected.size(); ++i) {
        QCOMPARE(piece(text, (*members)[i].keySpan), expected[i].first);
        QCOMPARE(piece(text, (*members)[i].value), expected[i].second);
    }
    QCOMPARE(json::findMember(*members, "e")->key, std::string("e"));
    QVERIFY(!json::findMember(*members, "f"));
}

void DocumentTest::keysAreUnescaped()
{
    const std::string_view text = R"({"mod\u0065l":"x"})";
    json::Parser parser;
    QVERIFY(parser.parse(text));
    const auto members = parser.topLevelMembers(text);
    QVERIFY(members);
    QCOMPARE(members->front().key, std::string("model"));
}

void DocumentTest::duplicatesAreRefused_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("plain") << QByteArray(R"({"n":1,"model":"a","model":"b"})");
    QTest::newRow("escaped") << QByteArray(R"({"model":"a","\u006dodel":"b"})");
}

void DocumentTest::duplicatesAreRefused()
{
    QFETCH(QByteArray, text);
    json::Parser parser;
    const std::string_view view(text.constData(), static_cast<std::size_t>(text.size()));
    QVERIFY(parser.parse(view));
    const auto members = parser.topLevelMembers(view);
    QVERIFY(!members);
    QCOMPARE(members.error().code, ErrorCode::InvalidRequest);
    QCOMPARE(members.error().param, std::string("model"));
}

void DocumentTest::manyMembersAreSearchedForDuplicates()
{
    std::string text = "{";
    for (int i = 0; i < 100; ++i)
        text += "\"k" + std::to_string(i) + "\":0,";
    json::Parser parser;
    const std::string good = text + "\"z\":0}";
    QVERIFY(parser.parse(good));
    QVERIFY(parser.topLevelMembers(good));
    const std::string bad = text + "\"k7\":0}";
    QVERIFY(parser.parse(bad));
    const auto members = parser.topLevelMembers(bad);
    QVERIFY(!members);
    QCOMPARE(members.error().param, std::string("k7"));
}

void DocumentTest::tooManyMembersAreRefused()
{
    std::string text = "{\"a\":0";
    for (int i = 0; i < 1'024; ++i)
        text += ",\"k" + std::to_string(i) + "\":0";
    text += "}";
    json::Parser parser;
    QVERIFY(parser.parse(text));
    QVERIFY(!parser.topLevelMembers(text));
}

void DocumentTest::onlyObjectsHaveMembers()
{
    json::Parser parser;
    QVERIFY(parser.parse("[1]"));
    QVERIFY(!parser.topLevelMembers("[1]"));
    QVERIFY(parser.parse("{}"));
    QVERIFY(parser.topLevelMembers("{}")->empty());
}

void DocumentTest::depthIsLimited_data()
{
    QTest::addColumn<int>("depth");
    QTest::addColumn<bool>("isGood");
    QTest::newRow("64") << 64 << true;
    QTest::newRow("65") << 65 << false;
    QTest::newRow("100000") << 100'000 << false;
}

void DocumentTest::depthIsLimited()
{
    QFETCH(int, depth);
    QFETCH(bool, isGood);
    json::Parser parser;
    const auto parsed = parser.parse(nested(depth));
    QCOMPARE(parsed.has_value(), isGood);
    if (!isGood)
        QCOMPARE(parsed.error().detail, std::string("the text is not valid JSON: it is nested too deeply at byte 64"));
}

void DocumentTest::badTextsAreRefusedWithTheirPlace()
{
    json::Parser parser;
    const auto parsed = parser.parse(R"({"a":1,})");
    QVERIFY(!parsed);
    QCOMPARE(parsed.error().code, ErrorCode::InvalidJson);
    QVERIFY(parsed.error().detail.ends_with("at byte 7"));
}

void DocumentTest::aSmallTextFollowsALargeOne()
{
    json::Parser parser;
    const std::string large = "{\"a\":\"" + std::string(3 * 1024 * 1024, 'x') + "\"}";
    for (const std::string& text : {large, std::string(R"({"b":2})"), large}) {
        QVERIFY(parser.parse(text));
        QCOMPARE(parser.topLevelMembers(text)->front().value.end, text.size() - 1);
    }
}

QTEST_APPLESS_MAIN(DocumentTest)
#include "document_test.moc"
