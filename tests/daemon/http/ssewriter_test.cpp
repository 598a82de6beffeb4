// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/ssewriter.h"

#include "edge.h"

#include <QTest>

using namespace gotoai::http;
using namespace gotoai::http::test;

namespace {

enum class Kind { Data, Comment };

} // namespace

Q_DECLARE_METATYPE(Kind)

class SseWriterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void framesEvents_data();
    void framesEvents();
    void endsWithDone();
};

void SseWriterTest::framesEvents_data()
{
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("frame");
    QTest::newRow("object") << Kind::Data << QByteArray(R"({"a":1})") << QByteArray("data: {\"a\":1}\n\n");
    QTest::newRow("empty") << Kind::Data << QByteArray() << QByteArray("data: \n\n");
    QTest::newRow("LF") << Kind::Data << QByteArray("a\nb") << QByteArray("data: a\ndata: b\n\n");
    QTest::newRow("CRLF") << Kind::Data << QByteArray("a\r\nb") << QByteArray("data: a\ndata: b\n\n");
    QTest::newRow("CR") << Kind::Data << QByteArray("a\rb") << QByteArray("data: a\ndata: b\n\n");
    QTest::newRow("LF LF") << Kind::Data << QByteArray("a\n\nevent: x")
                           << QByteArray("data: a\ndata: \ndata: event: x\n\n");
    QTest::newRow("LF at the end") << Kind::Data << QByteArray("a\n") << QByteArray("data: a\ndata: \n\n");
    QTest::newRow("comment") << Kind::Comment << QByteArray("alive") << QByteArray(": alive\n\n");
    QTest::newRow("comment of two lines")
        << Kind::Comment << QByteArray("a\r\ndata: b") << QByteArray(": a  data: b\n\n");
}

void SseWriterTest::framesEvents()
{
    QFETCH(Kind, kind);
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, frame);
    Edge edge;
    Client client(edge.listener.port());
    client.send("GET / HTTP/1.0\r\n\r\n");
    QTRY_COMPARE(edge.receiver.exchanges.size(), std::size_t{1});
    auto& exchange = *edge.receiver.exchanges.front();
    exchange.beginStream(200, {});
    SseWriter writer(exchange);
    kind == Kind::Data ? writer.writeData(text.toStdString()) : writer.writeComment(text.toStdString());
    exchange.endStream();
    QTRY_VERIFY(client.isClosed());
    QCOMPARE(bodyOf(client.received()), frame);
}

void SseWriterTest::endsWithDone()
{
    Edge edge;
    Client client(edge.listener.port());
    client.send(getRequest("/"));
    QTRY_COMPARE(edge.receiver.exchanges.size(), std::size_t{1});
    auto& exchange = *edge.receiver.exchanges.front();
    exchange.beginStream(200, {});
    SseWriter(exchange).writeDone();
    QTRY_COMPARE(bodyOf(client.received()), QByteArray("e\r\ndata: [DONE]\n\n\r\n"));
}

QTEST_GUILESS_MAIN(SseWriterTest)
#include "ssewriter_test.moc"
