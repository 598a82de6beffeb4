// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/exchange.h"

#include "edge.h"

#include <QTest>

using namespace gotoai::http;
using namespace gotoai::http::test;
using namespace std::chrono_literals;

namespace {

// Opens a connection, sends the request and waits for the exchange.
struct Asked
{
    explicit Asked(Edge& edge, const QByteArray& request = getRequest("/"))
        : client(edge.listener.port())
    {
        client.send(request);
        const auto before = edge.receiver.exchanges.size();
        if (QTest::qWaitFor([&] { return edge.receiver.exchanges.size() > before; })) {
            exchange = std::move(edge.receiver.exchanges.back());
            edge.receiver.exchanges.pop_back();
            exchange->setObserver(&observer);
        }
    }

    Observer observer;
    Client client;
    std::unique_ptr<Exchange> exchange;
};

void fillPastHighWater(Exchange& exchange)
{
    const std::string block(64 * 1'024, 'x');
    QVERIFY(QTest::qWaitFor([&] {
        for (int i = 0; i < 16 && !exchange.isAboveHighWater(); ++i)
            exchange.write(block);
        QCoreApplication::processEvents();
        return exchange.isAboveHighWater();
    }));
}

} // namespace

class ExchangeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void framesAStreamInChunks();
    void keepsTheConnectionAfterAStream();
    void endsAHttp10StreamByClosing();
    void streamsNoBodyToHead();
    void answersWithoutBodyWhereNoneIsAllowed();
    void ignoresASecondAnswer();
    void addsHeadersToWhateverIsAnswered();
    void answers500WhenDestroyed();
    void cutsAStreamWhenDestroyed();
    void resetsAHttp10StreamWhenDestroyed();
    void tellsOfHighAndLowWater();
    void tellsWhenTheClientClosesMidStream();
    void tellsWhenTheClientClosesWhileItWaits();
    void tellsWhenTheClientResets();
    void outlivesItsConnection();
    void outlivesItsListener();
    void isNotGoneOnceAnswered();
};

void ExchangeTest::framesAStreamInChunks()
{
    Edge edge;
    Asked asked(edge);
    asked.exchange->beginStream(200, {{"content-type", "text/event-stream"}});
    QTRY_VERIFY(asked.client.received().endsWith("\r\ntransfer-encoding: chunked\r\n\r\n"));
    asked.exchange->write("abc");
    asked.exchange->write("");
    asked.exchange->write(std::string(26, 'x'));
    QTRY_COMPARE(bodyOf(asked.client.received()), "3\r\nabc\r\n1a\r\n" + QByteArray(26, 'x') + "\r\n");
    asked.exchange->endStream();
    QTRY_VERIFY(asked.client.received().endsWith("x\r\n0\r\n\r\n"));
    QCOMPARE(asked.observer.goneCalls, 0);
}

void ExchangeTest::keepsTheConnectionAfterAStream()
{
    Edge edge;
    Asked asked(edge, getRequest("/1") + getRequest("/2"));
    asked.exchange->beginStream(200, {});
    asked.exchange->write("a");
    QTRY_VERIFY(asked.client.received().endsWith("a\r\n"));
    QVERIFY(edge.receiver.exchanges.empty());
    asked.exchange->endStream();
    QTRY_COMPARE(edge.receiver.exchanges.size(), std::size_t{1});
    edge.receiver.exchanges.front()->respond(200, {}, "next");
    QTRY_VERIFY(asked.client.received().endsWith("next"));
}

void ExchangeTest::endsAHttp10StreamByClosing()
{
    Edge edge;
    Asked asked(edge, "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    asked.exchange->beginStream(200, {});
    asked.exchange->write("abc");
    asked.exchange->write("def");
    asked.exchange->endStream();
    QTRY_VERIFY(asked.client.isClosed());
    QCOMPARE(bodyOf(asked.client.received()), QByteArray("abcdef"));
    QVERIFY(asked.client.received().contains("\r\nconnection: close\r\n"));
}

void ExchangeTest::streamsNoBodyToHead()
{
    Edge edge;
    Asked asked(edge, "HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    asked.exchange->beginStream(200, {});
    asked.exchange->write("abc");
    asked.exchange->endStream();
    QTRY_VERIFY(asked.client.isClosed());
    QVERIFY(asked.client.received().startsWith("HTTP/1.1 200 OK\r\n"));
    QVERIFY(bodyOf(asked.client.received()).isEmpty());
}

void ExchangeTest::answersWithoutBodyWhereNoneIsAllowed()
{
    Edge edge;
    Asked asked(edge, getRequest("/", "Connection: close\r\n"));
    asked.exchange->respond(204, {}, "not sent");
    QTRY_VERIFY(asked.client.isClosed());
    QVERIFY(!asked.client.received().contains("content-length"));
    QVERIFY(bodyOf(asked.client.received()).isEmpty());
}

void ExchangeTest::ignoresASecondAnswer()
{
    Edge edge;
    Asked asked(edge, getRequest("/", "Connection: close\r\n"));
    asked.exchange->respond(200, {}, "one");
    asked.exchange->respond(200, {}, "two");
    asked.exchange->beginStream(200, {});
    asked.exchange->write("three");
    asked.exchange->endStream();
    QTRY_VERIFY(asked.client.isClosed());
    QCOMPARE(bodyOf(asked.client.received()), QByteArray("one"));
}

void ExchangeTest::addsHeadersToWhateverIsAnswered()
{
    Edge edge;
    Asked whole(edge);
    whole.exchange->addHeader({"x-added", "1"});
    whole.exchange->respond(200, {{"x-own", "2"}}, "whole");
    QTRY_COMPARE(bodyOf(whole.client.received()), QByteArray("whole"));
    QVERIFY(whole.client.received().contains("\r\nx-own: 2\r\nx-added: 1\r\n"));
    Asked stream(edge);
    stream.exchange->addHeader({"x-added", "1"});
    stream.exchange->beginStream(200, {{"x-own", "2"}});
    QTRY_VERIFY(stream.client.received().contains("\r\nx-own: 2\r\nx-added: 1\r\n"));
}

void ExchangeTest::answers500WhenDestroyed()
{
    Edge edge;
    Asked asked(edge);
    asked.exchange.reset();
    QTRY_VERIFY(bodyOf(asked.client.received()).contains(R"("code":"internal_error")"));
    QVERIFY(asked.client.received().startsWith("HTTP/1.1 500 Internal Server Error\r\n"));
    asked.client.send(getRequest("/2"));
    QTRY_COMPARE(edge.receiver.exchanges.size(), std::size_t{1});
}

void ExchangeTest::cutsAStreamWhenDestroyed()
{
    Edge edge;
    Asked asked(edge, getRequest("/1") + getRequest("/2"));
    asked.exchange->beginStream(200, {});
    asked.exchange->write("abc");
    asked.exchange.reset();
    QTRY_VERIFY(asked.client.isClosed());
    QCOMPARE(bodyOf(asked.client.received()), QByteArray("3\r\nabc\r\n"));
    QVERIFY(edge.receiver.exchanges.empty());
    QCOMPARE(asked.observer.goneCalls, 0);
}

// Its end is the connection's, so a plain close would look like a whole answer.
void ExchangeTest::resetsAHttp10StreamWhenDestroyed()
{
    Edge edge;
    const auto client = connectStubborn(edge.listener.port());
    const QByteArray request = "GET / HTTP/1.0\r\n\r\n";
    QCOMPARE(::send(client.fd(), request.constData(), static_cast<std::size_t>(request.size()), MSG_NOSIGNAL),
             request.size());
    QTRY_COMPARE(edge.receiver.exchanges.size(), std::size_t{1});
    edge.receiver.exchanges.front()->beginStream(200, {});
    edge.receiver.exchanges.front()->write("abc");
    edge.receiver.exchanges.clear();
    QTRY_COMPARE(edge.listener.connectionCount(), std::size_t{0});
    char buffer[4'096];
    ssize_t count = 0;
    do
        count = ::recv(client.fd(), buffer, sizeof buffer, 0);
    while (count > 0);
    QCOMPARE(count, -1);
    QCOMPARE(errno, ECONNRESET);
}

void ExchangeTest::tellsOfHighAndLowWater()
{
    Edge edge;
    Asked asked(edge);
    asked.client.stopReading();
    asked.exchange->beginStream(200, {});
    fillPastHighWater(*asked.exchange);
    QVERIFY(asked.exchange->bytesWaiting() > Exchange::kHighWater);
    asked.observer.drainedCalls = 0; // until the buffers of the kernel were full
    asked.client.resumeReading();
    QTRY_COMPARE(asked.observer.drainedCalls, 1);
    QVERIFY(asked.exchange->bytesWaiting() <= Exchange::kLowWater);
    QTRY_COMPARE(asked.exchange->bytesWaiting(), std::size_t{0});
    asked.exchange->write("small");
    asked.exchange->endStream();
    QTRY_VERIFY(asked.client.received().endsWith("5\r\nsmall\r\n0\r\n\r\n"));
    QCOMPARE(asked.observer.drainedCalls, 1);
}

void ExchangeTest::tellsWhenTheClientClosesMidStream()
{
    Edge edge;
    Asked asked(edge);
    asked.exchange->beginStream(200, {});
    asked.exchange->write("abc");
    QTRY_VERIFY(asked.client.received().endsWith("abc\r\n"));
    asked.client.close();
    QTRY_COMPARE(asked.observer.goneCalls, 1);
    QVERIFY(asked.exchange->isClientGone());
}

void ExchangeTest::tellsWhenTheClientClosesWhileItWaits()
{
    Edge edge;
    Asked asked(edge);
    edge.clock.advance(20ms);
    asked.client.close();
    QTRY_COMPARE(asked.observer.goneCalls, 1);
    QVERIFY(asked.exchange->isClientGone());
}

void ExchangeTest::tellsWhenTheClientResets()
{
    Edge edge;
    Asked asked(edge);
    asked.client.reset();
    QTRY_COMPARE(asked.observer.goneCalls, 1);
    QTRY_COMPARE(edge.listener.connectionCount(), std::size_t{0});
}

void ExchangeTest::outlivesItsConnection()
{
    Edge edge;
    Asked asked(edge);
    asked.exchange->beginStream(200, {});
    asked.client.reset();
    QTRY_COMPARE(edge.listener.connectionCount(), std::size_t{0});
    asked.exchange->write("abc");
    asked.exchange->endStream();
    QCOMPARE(asked.exchange->bytesWaiting(), std::size_t{0});
    asked.exchange.reset();
    QCOMPARE(asked.observer.goneCalls, 1);
}

void ExchangeTest::outlivesItsListener()
{
    auto edge = std::make_unique<Edge>();
    Asked asked(*edge);
    asked.exchange->beginStream(200, {});
    edge.reset();
    QCOMPARE(asked.observer.goneCalls, 1);
    asked.exchange->write("abc");
}

void ExchangeTest::isNotGoneOnceAnswered()
{
    Edge edge;
    Asked asked(edge);
    asked.exchange->respond(200, {}, "x");
    asked.client.close();
    QTRY_COMPARE(edge.listener.connectionCount(), std::size_t{0});
    QVERIFY(!asked.exchange->isClientGone());
    QCOMPARE(asked.observer.goneCalls, 0);
}

QTEST_GUILESS_MAIN(ExchangeTest)
#include "exchange_test.moc"
