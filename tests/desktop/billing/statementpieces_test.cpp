// SPDX-License-Identifier: GPL-3.0-or-later
#include "billing/statementpieces.h"

#include <QtTest>

using namespace gotoai::billing;

class StatementPiecesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatFitsIsOnePiece()
    {
        const QByteArray text("at,cost_usd\n2026-11-01,1\n2026-11-02,2");
        const auto pieces = csvPieces(text, 1'000);
        QCOMPARE(pieces.size(), std::size_t(1));
        QCOMPARE(pieces[0].text, text);
        QCOMPARE(pieces[0].firstRow, 2);
    }

    void eachPieceHasTheNames()
    {
        const auto pieces = csvPieces("at,cost\n1,1\n2,2\n3,3\n", 16);
        QCOMPARE(pieces.size(), std::size_t(2));
        QCOMPARE(pieces[0].text, QByteArray("at,cost\n1,1\n2,2\n"));
        QCOMPARE(pieces[1].text, QByteArray("at,cost\n3,3\n"));
        QCOMPARE(pieces[1].firstRow, 4);
    }

    void aLineBreakInQuotesEndsNoRow()
    {
        const auto pieces = csvPieces("at,model\n1,\"a\n\"\"b\"\n2,c\n", 20);
        QCOMPARE(pieces.size(), std::size_t(2));
        QCOMPARE(pieces[0].text, QByteArray("at,model\n1,\"a\n\"\"b\"\n"));
        QCOMPARE(pieces[1].firstRow, 4);
    }

    void whatCannotBeSentIsNone_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("names alone") << QByteArray("at,cost\n");
        QTest::newRow("names without an end") << QByteArray("at,cost");
        QTest::newRow("a row longer than a piece") << QByteArray("at,cost\n1,111111111111111\n");
    }
    void whatCannotBeSentIsNone()
    {
        QFETCH(QByteArray, text);
        QVERIFY(csvPieces(text, 16).empty());
    }

    void jsonThatFitsIsSentAsItIs()
    {
        for (const char* text : {"[{}]", "{\"data\":[1]}", "{nonsense"}) {
            const auto pieces = jsonPieces(text, 100);
            QCOMPARE(pieces.size(), std::size_t(1));
            QCOMPARE(pieces[0].text, QByteArray(text));
        }
    }

    void jsonIsCutBetweenRows_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("array") << QByteArray(" [ {\"a\":\"],\\\"}\"} , {\"b\":[1,{}]},\n 3 ] ");
        QTest::newRow("data") << QByteArray("{\"object\":\"page\",\"x\":{\"data\":[9]},\"n\":1.5e3,\"data\":[{\"a\":\"]"
                                            ",\\\"}\"},{\"b\":[1,{}]},3],\"has_more\":false}");
    }
    void jsonIsCutBetweenRows()
    {
        QFETCH(QByteArray, text);
        const auto pieces = jsonPieces(text, 17);
        QCOMPARE(pieces.size(), std::size_t(2));
        QCOMPARE(pieces[0].text, QByteArray("[{\"a\":\"],\\\"}\"}]"));
        QCOMPARE(pieces[1].text, QByteArray("[{\"b\":[1,{}]},3]"));
        QCOMPARE(pieces[1].firstRow, 2);
    }

    void jsonThatCannotBeCutIsNone_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char* text :
             {"[\"a row longer than a piece\"]", "[1,2,3,4,5,6,7,8,9", "[1,2,3,4,5,6,7,\"8,9]",
              "{\"data\":{\"rows\":[1]}}", "{\"rows\":[1,2,3,4,5,6,7]}", "\"words that go on and on\"",
              "{\"data\" [1,2,3,4,5,6]}", "[1 2 3 4 5 6 7 8 9]", "[1,2,3,4][5,6]", "{\"data\":[1,2,3],",
              "[1,,3,4,5,6,7,8,9,10]", "{\"a\":\"and then \\", "[1,2,3,4,5,6,7,8}       "})
            QTest::newRow(text) << QByteArray(text);
    }
    void jsonThatCannotBeCutIsNone()
    {
        QFETCH(QByteArray, text);
        QVERIFY(jsonPieces(text, 10).empty());
    }

    void jsonIsKnownByItsBegin()
    {
        QVERIFY(looksLikeJson(" \n[{}]"));
        QVERIFY(looksLikeJson(R"({"data":[]})"));
        QVERIFY(!looksLikeJson("at,cost\n[,1\n"));
        QVERIFY(!looksLikeJson(""));
    }
};

QTEST_GUILESS_MAIN(StatementPiecesTest)
#include "statementpieces_test.moc"
