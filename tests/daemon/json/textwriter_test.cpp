// SPDX-License-Identifier: GPL-3.0-or-later
#include "json/document.h"
#include "json/textwriter.h"

#include <QTest>

using namespace gotoai::json;

class TextWriterTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void commasStandBetweenValuesAlone();
    void stringsAreEscaped();
    void rawTextIsKept();
};

void TextWriterTest::commasStandBetweenValuesAlone()
{
    TextWriter writer;
    writer.beginObject().key("a").beginArray().endArray().key("b").beginArray().number(1).number(-2).boolean(true);
    writer.beginObject().endObject().beginObject().key("c").raw("null").endObject().endArray().endObject();
    QCOMPARE(writer.text(), std::string(R"({"a":[],"b":[1,-2,true,{},{"c":null}]})"));
    Parser parser;
    QVERIFY(parser.parse(writer.take()));
    QVERIFY(writer.text().empty());
}

void TextWriterTest::stringsAreEscaped()
{
    TextWriter writer;
    writer.beginArray().string("[{:,").string("a\"b\\c\n\x01").string("é").endArray();
    QCOMPARE(writer.text(), std::string("[\"[{:,\",\"a\\\"b\\\\c\\n\\u0001\",\"é\"]"));
}

void TextWriterTest::rawTextIsKept()
{
    TextWriter writer;
    writer.beginObject().key("k").raw(R"({ "z":1.0e0,"a": 2 })").key("n").raw("12").endObject();
    QCOMPARE(writer.text(), std::string(R"({"k":{ "z":1.0e0,"a": 2 },"n":12})"));
    writer.clear();
    writer.raw("1");
    QCOMPARE(writer.text(), std::string("1"));
}

QTEST_APPLESS_MAIN(TextWriterTest)
#include "textwriter_test.moc"
