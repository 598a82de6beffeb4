// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/connectionset.h"

#include "edge.h"
#include "http/connection.h"

#include <QSignalSpy>
#include <QTest>

using namespace gotoai::http;
using namespace gotoai::http::test;
using namespace std::chrono_literals;

namespace {

constexpr Limits kLimits{.headDeadline = 10s, .bodyDeadline = 60s, .idleDeadline = 75s, .writeDeadline = 30s};

// Lets the listener look at the clock several times.
void passSweeps() { QTest::qWait(350); }

// A client with little room for what it has not read, whose request has arrived.
Descriptor connectSlow(Edge& edge, int receiveBytes)
{
    auto client = connectStubborn(edge.listener.port(), receiveBytes);
    const QByteArray request = getRequest("/");
    ::send(client.fd(), request.constData(), static_cast<std::size_t>(request.size()), MSG_NOSIGNAL);
    [&] { QTRY_COMPARE(edge.receiver.exchanges.size(), std::size_t{1}); }();
    return client;
}

void drink(const Descriptor& client, std::size_t bytes)
{
    std::vector<char> buffer(bytes);
    ::recv(client.fd(), buffer.data(), bytes, MSG_DONTWAIT);
    QTest::qWait(5);
}

} // namespace

// How long a connection may take for each of its phases, and how it ends when the daemon does.
class ConnectionSetTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void closesAClientThatSendsNothing();
    void refusesASlowHead();
    void refusesASlowBody();
    void refusesADrippingBody_data();
    void refusesADrippingBody();
    void closesAnIdleConnection();
    void leavesARequestBeingAnsweredAlone();
    void dropsAClientThatReadsNothing();
    void dropsAClientThatSips();
    void keepsAClientThatReadsSlowly();
    void endsLingering();
    void drainsAtOnceWithoutConnections();
    void drainsIdleConnections();
    void drainsConnectionsThatFallIdle();
    void servesARequestThatCrossesTheDrain();
    void changesItsLimits();
    void drainsAfterTheRunningAnswer();
    void drainsAfterTheRunningStream();
    void drainsARequestThatHasBegun();
    void refusesConnectionsWhileItDrains();
};

void ConnectionSetTest::closesAClientThatSendsNothing()
{
    Edge edge(kLimits);
    Client client(edge.listener.port());
    QTRY_COMPARE(edge.listener.connectionCount(), std::size_t{1});
    edge.clock.advance(9'999ms);
    passSweeps();
    QVERIFY(!client.isClosed());
    edge.clock.advance(1ms);
    QTRY_VERIFY(client.isClosed());
    QVERIFY(client.received().isEmpty());
}

void ConnectionSetTest::refusesASlowHead()
{
    Edge edge(kLimits);
    edge.receiver.onRequest = answerWithPath;
    Client client(edge.listener.port());
    client.send(getRequest("/1") + "GET /2 HTTP/1.1\r\n");
    QTRY_COMPARE(edge.receiver.arrived, 1);
    for (int i = 0; i < 9; ++i) { // bytes that trickle in win no time
        edge.clock.advance(1s);
        client.send("A: b\r\n");
        QTest::qWait(1);
    }
    passSweeps();
    QVERIFY(!client.isClosed());
    edge.clock.advance(1s);
    QTRY_VERIFY(client.isClosed());
    QVERIFY(client.received().contains("HTTP/1.1 408 Request Timeout\r\n"));
}

void ConnectionSetTest::refusesASlowBody()
{
    Edge edge(kLimits);
    Client client(edge.listener.port());
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\na");
    QTRY_COMPARE(edge.listener.connectionCount(), std::size_t{1});
    passSweeps();
    edge.clock.advance(59s);
    passSweeps();
    QVERIFY(!client.isClosed());
    edge.clock.advance(1s);
    QTRY_VERIFY(client.isClosed());
    QVERIFY(client.received().startsWith("HTTP/1.1 408 Request Timeout\r\n"));
    QCOMPARE(edge.receiver.arrived, 0);
}

void ConnectionSetTest::refusesADrippingBody_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("drop");
    QTest::newRow("length") << QByteArray("Content-Length: 100") << QByteArray("a");
    QTest::newRow("chunks") << QByteArray("Transfer-Encoding: chunked") << QByteArray("1\r\na\r\n");
    QTest::newRow("extension") << QByteArray("Transfer-Encoding: chunked") << QByteArray("1;x\r\na\r\n");
    QTest::newRow("trailers") << QByteArray("Transfer-Encoding: chunked\r\n\r\n0") << QByteArray("A: b\r\n");
}

void ConnectionSetTest::refusesADrippingBody()
{
    QFETCH(QByteArray, field);
    QFETCH(QByteArray, drop);
    Edge edge(kLimits);
    Client client(edge.listener.port());
    const bool isWithinBody = field.contains("\r\n\r\n");
    client.send("POST / HTTP/1.1\r\nHost: a\r\n" + field + (isWithinBody ? "\r\n" : "\r\n\r\n"));
    QTRY_COMPARE(edge.listener.connectionCount(), std::size_t{1});
    passSweeps();
    for (int i = 0; i < 59; ++i) { // bytes that trickle in win no time
        edge.clock.advance(1s);
        client.send(drop);
        QTest::qWait(1);
    }
    passSweeps();
    QVERIFY(!client.isClosed());
    edge.clock.advance(1s);
    QTRY_VERIFY(client.isClosed());
    QVERIFY(client.received().startsWith("HTTP/1.1 408 Request Timeout\r\n"));
    QCOMPARE(edge.receiver.arrived, 0);
}

void ConnectionSetTest::closesAnIdleConnection()
{
    Edge edge(kLimits);
    edge.receiver.onRequest = answerWithPath;
    Client client(edge.listener.port());
    client.send(getRequest("/1"));
    QTRY_COMPARE(bodyOf(client.received()), QByteArray("/1"));
    edge.clock.advance(74s);
    passSweeps();
    QVERIFY(!client.isClosed());
    edge.clock.advance(1s);
    QTRY_VERIFY(client.isClosed());
}

void ConnectionSetTest::leavesARequestBeingAnsweredAlone()
{
    Edge edge(kLimits);
    Client client(edge.listener.port());
    client.send(getRequest("/1") + "GET /2 HT");
    QTRY_COMPARE(edge.receiver.exchanges.size(), std::size_t{1});
    edge.clock.advance(1h);
    passSweeps();
    edge.receiver.exchanges.front()->respond(200, {}, "late");
    QTRY_COMPARE(bodyOf(client.received()), QByteArray("late"));
    client.send("TP/1.1\r\nHost: a\r\n\r\n");
    QTRY_COMPARE(edge.receiver.exchanges.size(), std::size_t{2});
}

void ConnectionSetTest::dropsAClientThatReadsNothing()
{
    Edge edge(kLimits);
    Observer observer;
    Client client(edge.listener.port());
    client.stopReading();
    client.send(getRequest("/1"));
    QTRY_COMPARE(edge.receiver.exchanges.size(), std::size_t{1});
    auto& exchange = *edge.receiver.exchanges.front();
    exchange.setObserver(&observer);
    exchange.beginStream(200, {});
    exchange.write(std::string(64'000'000, 'x')); // more than the kernel takes
    passSweeps();
    edge.clock.advance(30s); // within which the kernels took what they have room for
    passSweeps();
    edge.clock.advance(29s);
    passSweeps();
    QCOMPARE(observer.goneCalls, 0);
    edge.clock.advance(1s);
    QTRY_COMPARE(observer.goneCalls, 1);
    QVERIFY(exchange.isClientGone());
    QTRY_COMPARE(edge.listener.connectionCount(), std::size_t{0});
}

void ConnectionSetTest::dropsAClientThatSips()
{
    Edge edge(kLimits);
    Observer observer;
    const auto client = connectSlow(edge, 4'096);
    auto& exchange = *edge.receiver.exchanges.front();
    exchange.setObserver(&observer);
    exchange.respond(200, {}, std::string(16'000'000, 'x'));
    for (int i = 0; i < 300 && edge.listener.connectionCount() > 0; ++i) {
        edge.clock.advance(1s);
        drink(client, 400); // of 16 KiB in 30 s
    }
    QTRY_COMPARE(edge.listener.connectionCount(), std::size_t{0});
}

void ConnectionSetTest::keepsAClientThatReadsSlowly()
{
    Edge edge(kLimits);
    const auto client = connectSlow(edge, 100'000);
    edge.receiver.exchanges.front()->respond(200, {}, std::string(16'000'000, 'x'));
    for (int i = 0; i < 100; ++i) {
        edge.clock.advance(1s);
        drink(client, 20'000);
    }
    QCOMPARE(edge.listener.connectionCount(), std::size_t{1});
}

void ConnectionSetTest::endsLingering()
{
    Edge edge(kLimits);
    const auto client = connectStubborn(edge.listener.port());
    QCOMPARE(::send(client.fd(), "nonsense\r\n", 10, MSG_NOSIGNAL), 10);
    QTRY_COMPARE(edge.listener.connectionCount(), std::size_t{1});
    passSweeps();
    QCOMPARE(edge.listener.connectionCount(), std::size_t{1});
    edge.clock.advance(Connection::kLingerTime);
    QTRY_COMPARE(edge.listener.connectionCount(), std::size_t{0});
}

void ConnectionSetTest::drainsAtOnceWithoutConnections()
{
    Edge edge;
    QSignalSpy finished(&edge.listener, &Listener::drainFinished);
    edge.listener.drain();
    edge.listener.drain();
    QCOMPARE(finished.count(), 1);
}

void ConnectionSetTest::drainsIdleConnections()
{
    Edge edge;
    edge.receiver.onRequest = answerWithPath;
    QSignalSpy finished(&edge.listener, &Listener::drainFinished);
    Client client(edge.listener.port());
    client.send(getRequest("/1"));
    QTRY_COMPARE(bodyOf(client.received()), QByteArray("/1"));
    edge.clock.advance(Connection::kDrainGrace);
    edge.listener.drain();
    QCOMPARE(finished.count(), 1);
    QTRY_VERIFY(client.isClosed());
}

void ConnectionSetTest::drainsConnectionsThatFallIdle()
{
    Edge edge;
    edge.receiver.onRequest = answerWithPath;
    QSignalSpy finished(&edge.listener, &Listener::drainFinished);
    Client client(edge.listener.port());
    client.send(getRequest("/1"));
    QTRY_COMPARE(bodyOf(client.received()), QByteArray("/1"));
    edge.listener.drain();
    edge.clock.advance(Connection::kDrainGrace - std::chrono::milliseconds(1));
    passSweeps();
    QCOMPARE(finished.count(), 0);
    edge.clock.advance(std::chrono::milliseconds(1));
    QTRY_COMPARE(finished.count(), 1);
    QTRY_VERIFY(client.isClosed());
}

// A request that was on its way when the drain began is answered, and told that it was the last.
void ConnectionSetTest::servesARequestThatCrossesTheDrain()
{
    Edge edge;
    edge.receiver.onRequest = answerWithPath;
    QSignalSpy finished(&edge.listener, &Listener::drainFinished);
    Client kept(edge.listener.port());
    kept.send(getRequest("/1"));
    QTRY_COMPARE(bodyOf(kept.received()), QByteArray("/1"));
    Client fresh(edge.listener.port());
    QTRY_COMPARE(edge.listener.connectionCount(), std::size_t{2});
    edge.listener.drain();
    kept.send(getRequest("/2"));
    fresh.send(getRequest("/3"));
    QTRY_COMPARE(finished.count(), 1);
    QTRY_VERIFY(kept.isClosed() && fresh.isClosed());
    QVERIFY(kept.received().contains("\r\nconnection: close\r\n") && kept.received().endsWith("/2"));
    QVERIFY(fresh.received().contains("\r\nconnection: close\r\n") && fresh.received().endsWith("/3"));
}

void ConnectionSetTest::changesItsLimits()
{
    Edge edge;
    edge.receiver.onRequest = answerWithPath;
    Limits limits;
    limits.maxConnections = 1;
    edge.listener.setLimits(limits);
    Client first(edge.listener.port());
    QTRY_COMPARE(edge.listener.connectionCount(), std::size_t{1});
    Client second(edge.listener.port());
    QTRY_VERIFY(second.received().startsWith("HTTP/1.1 503 "));
}

void ConnectionSetTest::drainsAfterTheRunningAnswer()
{
    Edge edge;
    QSignalSpy finished(&edge.listener, &Listener::drainFinished);
    Client client(edge.listener.port());
    client.send(getRequest("/1") + getRequest("/2"));
    QTRY_COMPARE(edge.receiver.exchanges.size(), std::size_t{1});
    edge.listener.drain();
    QCOMPARE(finished.count(), 0);
    edge.receiver.exchanges.front()->respond(200, {}, "last");
    QTRY_COMPARE(finished.count(), 1);
    QTRY_VERIFY(client.isClosed());
    QVERIFY(client.received().contains("\r\nconnection: close\r\n"));
    QVERIFY(client.received().endsWith("last"));
    QCOMPARE(edge.receiver.arrived, 1);
}

void ConnectionSetTest::drainsAfterTheRunningStream()
{
    Edge edge;
    QSignalSpy finished(&edge.listener, &Listener::drainFinished);
    Client client(edge.listener.port());
    client.send(getRequest("/1"));
    QTRY_COMPARE(edge.receiver.exchanges.size(), std::size_t{1});
    auto& exchange = *edge.receiver.exchanges.front();
    exchange.beginStream(200, {});
    edge.listener.drain();
    exchange.write("abc");
    QTRY_VERIFY(client.received().endsWith("3\r\nabc\r\n"));
    exchange.endStream();
    QTRY_VERIFY(client.received().endsWith("0\r\n\r\n"));
    edge.clock.advance(Connection::kDrainGrace); // its head, sent before the drain, had promised to keep the connection
    QTRY_COMPARE(finished.count(), 1);
    QTRY_VERIFY(client.isClosed());
}

void ConnectionSetTest::drainsARequestThatHasBegun()
{
    Edge edge;
    edge.receiver.onRequest = answerWithPath;
    QSignalSpy finished(&edge.listener, &Listener::drainFinished);
    Client client(edge.listener.port());
    client.send(getRequest("/1") + "GET /2 HTTP/1.1\r\n");
    QTRY_COMPARE(bodyOf(client.received()), QByteArray("/1"));
    edge.listener.drain();
    QCOMPARE(finished.count(), 0);
    client.send("Host: a\r\n\r\n");
    QTRY_COMPARE(finished.count(), 1);
    QTRY_VERIFY(client.isClosed());
    QVERIFY(client.received().endsWith("/2"));
}

void ConnectionSetTest::refusesConnectionsWhileItDrains()
{
    Edge edge;
    const auto port = edge.listener.port();
    edge.listener.drain();
    QTcpSocket socket;
    socket.connectToHost(QStringLiteral("127.0.0.1"), port);
    QVERIFY(!socket.waitForConnected(1'000));
}

QTEST_GUILESS_MAIN(ConnectionSetTest)
#include "connectionset_test.moc"
