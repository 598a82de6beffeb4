// SPDX-License-Identifier: GPL-3.0-or-later
#include "json/document.h"
#include "json/faultlocator.h"

#include <QTest>

using namespace gotoai;

class FaultLocatorTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void faultsAreFound_data();
    void faultsAreFound();
    void whatTheGrammarAllowsHasNone();
};

void FaultLocatorTest::faultsAreFound_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("place");
    const auto row = [](const char* name, const char* text, int place) {
        QTest::newRow(name) << QByteArray(text) << place;
    };
    row("empty", "", 0);
    row("blank", "  ", 2);
    row("bare word", "{\"a\":nul}", 5);
    row("single quotes", "{'a':1}", 1);
    row("missing colon", "{\"a\" 1}", 5);
    row("missing comma", "[1 2]", 3);
    row("trailing comma", "[1,]", 3);
    row("wrong bracket", "{\"a\":[1}", 7);
    row("unclosed object", "{\"a\":1", 6);
    row("unclosed string", "[\"abc", 5);
    row("line feed in a string", "[\"a\nb\"]", 3);
    row("unknown escape", "[\"\\x\"]", 3);
    row("short escape", "[\"\\u12\"]", 6);
    row("leading zero", "[01]", 2);
    row("bare point", "[1.]", 3);
    row("plus", "[+1]", 1);
    row("more behind", "{} {}", 3);
    row("byte order mark", "\xef\xbb\xbf{}", 0);
    row("lone continuation", "[\"\x80\"]", 2);
    row("overlong", "[\"\xc0\xaf\"]", 2);
    row("surrogate", "[\"\xed\xa0\x80\"]", 2);
}

void FaultLocatorTest::faultsAreFound()
{
    QFETCH(QByteArray, text);
    QFETCH(int, place);
    const std::string_view view(text.constData(), static_cast<std::size_t>(text.size()));
    json::Parser parser;
    QVERIFY(!parser.parse(view));
    const auto fault = json::locateFault(view, json::Parser::kMaxDepth);
    QVERIFY(fault.has_value());
    QCOMPARE(fault->place, static_cast<std::size_t>(place));
}

void FaultLocatorTest::whatTheGrammarAllowsHasNone()
{
    for (const char* const text : {"{}", " [1, -0.5e+3] ", "[1e999]", "[18446744073709551616]", "[\"\\ud800\"]"})
        QVERIFY2(!json::locateFault(text, json::Parser::kMaxDepth), text);
}

QTEST_APPLESS_MAIN(FaultLocatorTest)
#include "faultlocator_test.moc"
