// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/listener.h"

#include "edge.h"
#include "http/connection.h"

#include <QSignalSpy>
#include <QTest>

using namespace gotoai;
using namespace gotoai::http;
using namespace gotoai::http::test;
using namespace std::chrono_literals;

class ListenerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void handsOverAWholeRequest();
    void answersWithLengthAndDate();
    void keepsTheConnection();
    void closesWhenAskedTo();
    void answersHttp10_data();
    void answersHttp10();
    void answersHeadWithoutBody();
    void decodesChunkedBodies();
    void acceptsAnySplit();
    void answersPipelinedRequestsInOrder();
    void asksForOneAnswerAtATime();
    void stopsReadingWhenTooManyWait_data();
    void stopsReadingWhenTooManyWait();
    void sendsContinueOnce();
    void sendsContinueOnlyWhenItIsTheRequestsTurn();
    void answersAHalfClosedClient();
    void refusesAndCloses();
    void refusesAfterEarlierAnswers();
    void refusesLargeBodyWhileItIsSent();
    void refusesBodiesBeyondTheMemoryForThem();
    void countsBodiesUntilTheyAreAnswered();
    void asksForNoBodyThatHasNoRoom();
    void cleansHeaderValues();
    void capsConnections();
    void capsConnectionsOfAnAddress();
    void capsConnectionsOverListeners();
    void believesOnlyTrustedProxies_data();
    void believesOnlyTrustedProxies();
    void sharesAPort();
    void refusesWrongAddresses_data();
    void refusesWrongAddresses();
    void listensOnIpv6();
};

void ListenerTest::handsOverAWholeRequest()
{
    Edge edge;
    QVERIFY(edge.isListening);
    Client client(edge.listener.port());
    client.send("POST /v1/chat?x=%20 HTTP/1.1\r\nHost: a\r\nX-Key: b\r\nContent-Length: 3\r\n\r\nabc");
    QTRY_COMPARE(edge.receiver.exchanges.size(), std::size_t{1});
    const auto& request = edge.receiver.exchanges.front()->request();
    QCOMPARE(request.method, std::string("POST"));
    QCOMPARE(request.path, std::string("/v1/chat"));
    QCOMPARE(request.query, std::string("x=%20"));
    QCOMPARE(request.header("x-key"), std::string_view("b"));
    QCOMPARE(request.body, QByteArray("abc"));
    QCOMPARE(request.peerAddress, std::string("127.0.0.1"));
    QCOMPARE(request.clientAddress, std::string("127.0.0.1"));
    QCOMPARE(request.arrivedAt, edge.clock.tick());
}

void ListenerTest::answersWithLengthAndDate()
{
    Edge edge;
    edge.receiver.onRequest = [](auto exchange) {
        exchange->respond(402, {{"content-type", "application/json"}}, "{}");
    };
    Client client(edge.listener.port());
    client.send(getRequest("/"));
    const QByteArray expected = "HTTP/1.1 402 Payment Required\r\ndate: Tue, 14 Nov 2023 22:13:20 GMT\r\n"
                                "content-type: application/json\r\ncontent-length: 2\r\n\r\n{}";
    QTRY_COMPARE(client.received(), expected);
}

void ListenerTest::keepsTheConnection()
{
    Edge edge;
    edge.receiver.onRequest = answerWithPath;
    Client client(edge.listener.port());
    for (const QByteArray path : {"/1", "/2", "/3"}) {
        client.send(getRequest(path));
        QTRY_COMPARE(bodyOf(client.received()), path);
        client.takeReceived();
    }
    QCOMPARE(edge.listener.connectionCount(), std::size_t{1});
}

void ListenerTest::closesWhenAskedTo()
{
    Edge edge;
    edge.receiver.onRequest = answerWithPath;
    Client client(edge.listener.port());
    client.send(getRequest("/1", "Connection: close\r\n") + getRequest("/2"));
    QTRY_VERIFY(client.isClosed());
    QVERIFY(client.received().contains("\r\nconnection: close\r\n"));
    QCOMPARE(bodyOf(client.received()), QByteArray("/1"));
    QCOMPARE(edge.receiver.arrived, 1);
    QTRY_COMPARE(edge.listener.connectionCount(), std::size_t{0});
}

void ListenerTest::answersHttp10_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<bool>("isKept");
    QTest::newRow("plain") << QByteArray() << false;
    QTest::newRow("keep-alive") << QByteArray("Connection: keep-alive\r\n") << true;
}

void ListenerTest::answersHttp10()
{
    QFETCH(QByteArray, fields);
    QFETCH(bool, isKept);
    Edge edge;
    edge.receiver.onRequest = answerWithPath;
    Client client(edge.listener.port());
    client.send("GET /old HTTP/1.0\r\n" + fields + "\r\n");
    QTRY_COMPARE(bodyOf(client.received()), QByteArray("/old"));
    QCOMPARE(client.received().contains("\r\nconnection: keep-alive\r\n"), isKept);
    QCOMPARE(client.received().contains("\r\nconnection: close\r\n"), !isKept);
    QTRY_COMPARE(client.isClosed(), !isKept);
}

void ListenerTest::answersHeadWithoutBody()
{
    Edge edge;
    edge.receiver.onRequest = answerWithPath;
    Client client(edge.listener.port());
    client.send("HEAD /abc HTTP/1.1\r\nHost: a\r\n\r\n" + getRequest("/d"));
    QTRY_VERIFY(client.received().endsWith("\r\n\r\n/d"));
    QVERIFY(client.received().contains("content-length: 4\r\n\r\nHTTP/1.1 200 OK\r\n"));
}

void ListenerTest::decodesChunkedBodies()
{
    Edge edge;
    Client client(edge.listener.port());
    client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
    QTRY_COMPARE(edge.receiver.exchanges.size(), std::size_t{1});
    QCOMPARE(edge.receiver.exchanges.front()->request().body, QByteArray("abcde"));
}

void ListenerTest::acceptsAnySplit()
{
    Edge edge;
    edge.receiver.onRequest = [](auto exchange) {
        exchange->respond(200, {}, {exchange->request().body.constData(), 3});
    };
    Client client(edge.listener.port());
    const QByteArray request =
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\n\r\n";
    for (int split = 1; split < request.size(); ++split) {
        client.send(request.left(split));
        QCoreApplication::processEvents();
        client.send(request.mid(split));
        QVERIFY(QTest::qWaitFor([&] { return bodyOf(client.received()) == "abc"; }));
        client.takeReceived();
    }
}

void ListenerTest::answersPipelinedRequestsInOrder()
{
    Edge edge;
    edge.receiver.onRequest = answerWithPath;
    Client client(edge.listener.port());
    QByteArray requests;
    for (int i = 0; i < 100; ++i)
        requests += getRequest("/" + QByteArray::number(i));
    client.send(requests + getRequest("/end", "Connection: close\r\n"));
    QTRY_VERIFY(client.isClosed());
    qsizetype at = 0;
    for (int i = 0; i < 100; ++i) {
        const QByteArray answer = "\r\n\r\n/" + QByteArray::number(i) + "HTTP/1.1";
        at = client.received().indexOf(answer, at);
        QVERIFY(at >= 0);
    }
    QVERIFY(client.received().endsWith("/end"));
}

void ListenerTest::asksForOneAnswerAtATime()
{
    Edge edge;
    Client client(edge.listener.port());
    client.send(getRequest("/1") + getRequest("/2") + getRequest("/3"));
    for (int i = 1; i <= 3; ++i) {
        QTRY_COMPARE(edge.receiver.arrived, i);
        QTest::qWait(1);
        QCOMPARE(edge.receiver.arrived, i);
        edge.receiver.exchanges.back()->respond(200, {}, std::to_string(i));
    }
    QTRY_VERIFY(client.received().endsWith("\r\n\r\n3"));
}

void ListenerTest::stopsReadingWhenTooManyWait_data()
{
    QTest::addColumn<unsigned>("maxPipelined");
    QTest::newRow("requests") << 2u;
    QTest::newRow("bytes") << 1'000u;
}

void ListenerTest::stopsReadingWhenTooManyWait()
{
    QFETCH(unsigned, maxPipelined);
    constexpr int kRequests = 200;
    Edge edge({.maxPipelined = maxPipelined});
    Client client(edge.listener.port());
    const QByteArray request =
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n" + QByteArray(100'000, 'x');
    client.send(request.repeated(kRequests));
    QTRY_COMPARE(edge.receiver.arrived, 1);
    qint64 unsent = client.bytesUnsent();
    for (qint64 before = 0; before != unsent; unsent = client.bytesUnsent()) {
        before = unsent;
        QTest::qWait(20);
    }
    QVERIFY(unsent > 0);
    edge.receiver.onRequest = answerWithPath;
    edge.receiver.exchanges.clear(); // answers 500
    QTRY_COMPARE(edge.receiver.arrived, kRequests);
    QCOMPARE(client.bytesUnsent(), 0);
}

void ListenerTest::sendsContinueOnce()
{
    Edge edge;
    Client client(edge.listener.port());
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    QTRY_COMPARE(client.received(), QByteArray("HTTP/1.1 100 Continue\r\n\r\n"));
    client.takeReceived();
    client.send("a");
    client.send("b");
    QTRY_COMPARE(edge.receiver.exchanges.size(), std::size_t{1});
    edge.receiver.exchanges.front()->respond(200, {}, "ok");
    QTRY_COMPARE(bodyOf(client.received()), QByteArray("ok"));
    QVERIFY(client.received().startsWith("HTTP/1.1 200 OK\r\n"));
}

void ListenerTest::sendsContinueOnlyWhenItIsTheRequestsTurn()
{
    Edge edge;
    Client client(edge.listener.port());
    client.send(getRequest("/1") + "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    QTRY_COMPARE(edge.receiver.exchanges.size(), std::size_t{1});
    QVERIFY(client.received().isEmpty());
    edge.receiver.exchanges.front()->respond(200, {}, "first");
    QTRY_VERIFY(client.received().endsWith("firstHTTP/1.1 100 Continue\r\n\r\n"));
}

void ListenerTest::answersAHalfClosedClient()
{
    Edge edge;
    Client client(edge.listener.port());
    client.send(getRequest("/1") + getRequest("/2"));
    client.finishSending();
    QTRY_COMPARE(edge.receiver.arrived, 1);
    QTest::qWait(1);
    edge.receiver.exchanges.front()->respond(200, {}, "one");
    QTRY_COMPARE(edge.receiver.arrived, 2);
    edge.receiver.exchanges.back()->respond(200, {}, "two");
    QTRY_VERIFY(client.isClosed());
    QVERIFY(client.received().contains("oneHTTP/1.1 200 OK"));
    QVERIFY(client.received().endsWith("two"));
}

void ListenerTest::refusesAndCloses()
{
    Edge edge;
    Client client(edge.listener.port());
    client.send("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
    QTRY_VERIFY(client.isClosed());
    QVERIFY(client.received().startsWith("HTTP/1.1 400 Bad Request\r\n"));
    QVERIFY(client.received().contains("\r\nconnection: close\r\n"));
    QCOMPARE(bodyOf(client.received()),
             QByteArray(R"({"error":{"message":"The request has more than one Host header.","code":"invalid_host"}})"));
    QCOMPARE(edge.receiver.arrived, 0);
    QTRY_COMPARE(edge.listener.connectionCount(), std::size_t{0});
}

void ListenerTest::refusesAfterEarlierAnswers()
{
    Edge edge;
    Client client(edge.listener.port());
    client.send(getRequest("/1") + "BREW / HTTP/1.1\r\n" + getRequest("/2"));
    QTRY_COMPARE(edge.receiver.arrived, 1);
    QVERIFY(client.received().isEmpty());
    edge.receiver.exchanges.front()->respond(200, {}, "first");
    QTRY_VERIFY(client.isClosed());
    QVERIFY(client.received().contains("firstHTTP/1.1 501 Not Implemented\r\n"));
    QCOMPARE(edge.receiver.arrived, 1);
}

// The client goes on sending; it must read the answer, not a reset.
void ListenerTest::refusesLargeBodyWhileItIsSent()
{
    Edge edge({.maxBodyBytes = 1'000});
    Client client(edge.listener.port());
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n" + QByteArray(3'000'000, 'x'));
    QTRY_VERIFY(client.isClosed());
    QVERIFY(client.received().startsWith("HTTP/1.1 413 Content Too Large\r\n"));
    QCOMPARE(client.error(), QAbstractSocket::RemoteHostClosedError);
}

namespace {

constexpr int kRoom = 200'000;

Limits withRoomForBodies()
{
    Limits limits;
    limits.maxHeldBodyBytes = kRoom;
    return limits;
}

QByteArray postHead(qsizetype bytes, const QByteArray& fields = {})
{
    return "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + QByteArray::number(bytes) + "\r\n" + fields + "\r\n";
}

} // namespace

void ListenerTest::refusesBodiesBeyondTheMemoryForThem()
{
    Edge edge(withRoomForBodies());
    edge.receiver.onRequest = answerWithPath;
    {
        Client slow(edge.listener.port()); // never sends the rest
        slow.send(postHead(kRoom) + QByteArray(kRoom - 1'000, 'x'));
        const auto isRefused = [&](const QByteArray& request) {
            Client client(edge.listener.port());
            client.send(request);
            return QTest::qWaitFor([&] { return client.isClosed(); }, 500) &&
                   client.received().startsWith("HTTP/1.1 503 ") && client.received().contains("overloaded");
        };
        QTRY_VERIFY(isRefused(postHead(kRoom)));
        // No length is announced; what came is let go of.
        QTRY_VERIFY(isRefused("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n186a0\r\n" +
                              QByteArray(100'000, 'x') + "\r\n"));
        Client small(edge.listener.port());
        small.send(postHead(qsizetype{kSparedBodyBytes}) + QByteArray(qsizetype{kSparedBodyBytes}, 'x'));
        QTRY_VERIFY(small.received().startsWith("HTTP/1.1 200 "));
    }
    edge.clock.advance(Connection::kLingerTime); // of those who were refused
    QTRY_COMPARE(edge.listener.connectionCount(), std::size_t{0});
    Client after(edge.listener.port());
    after.send(postHead(kRoom) + QByteArray(kRoom, 'x'));
    QTRY_VERIFY(after.received().startsWith("HTTP/1.1 200 "));
}

void ListenerTest::countsBodiesUntilTheyAreAnswered()
{
    Edge edge(withRoomForBodies());
    Client first(edge.listener.port());
    first.send(postHead(kRoom) + QByteArray(kRoom, 'x'));
    QTRY_COMPARE(edge.receiver.exchanges.size(), std::size_t{1});
    Client second(edge.listener.port());
    second.send(postHead(kRoom));
    QTRY_VERIFY(second.received().startsWith("HTTP/1.1 503 "));
    answerWithPath(std::move(edge.receiver.exchanges.front()));
    Client third(edge.listener.port());
    third.send(postHead(kRoom) + QByteArray(kRoom, 'x'));
    QTRY_COMPARE(edge.receiver.arrived, 2);
}

void ListenerTest::asksForNoBodyThatHasNoRoom()
{
    Edge edge(withRoomForBodies());
    Client client(edge.listener.port());
    client.send(postHead(2 * kRoom, "Expect: 100-continue\r\n"));
    QTRY_VERIFY(client.isClosed());
    QVERIFY(client.received().startsWith("HTTP/1.1 503 "));
}

void ListenerTest::cleansHeaderValues()
{
    Edge edge;
    edge.receiver.onRequest = [](auto exchange) { exchange->respond(200, {{"x-a", "b\r\nx-evil: 1"}}, ""); };
    Client client(edge.listener.port());
    client.send(getRequest("/"));
    QTRY_VERIFY(client.received().contains("\r\n\r\n"));
    QVERIFY(client.received().contains("\r\nx-a: b  x-evil: 1\r\n"));
}

void ListenerTest::capsConnections()
{
    Edge edge({.maxConnections = 2});
    edge.receiver.onRequest = answerWithPath;
    Client first(edge.listener.port());
    Client second(edge.listener.port());
    QTRY_COMPARE(edge.listener.connectionCount(), std::size_t{2});
    Client third(edge.listener.port());
    QTRY_VERIFY(third.isClosed());
    QVERIFY(third.received().startsWith("HTTP/1.1 503 Service Unavailable\r\n"));
    first.close();
    QTRY_COMPARE(edge.listener.connectionCount(), std::size_t{1});
    Client fourth(edge.listener.port());
    fourth.send(getRequest("/4"));
    QTRY_COMPARE(bodyOf(fourth.received()), QByteArray("/4"));
}

void ListenerTest::capsConnectionsOfAnAddress()
{
    Edge edge({.maxConnectionsPerAddress = 1, .loopback = Loopback::Counted});
    edge.receiver.onRequest = answerWithPath;
    Client first(edge.listener.port());
    QTRY_COMPARE(edge.listener.connectionCount(), std::size_t{1});
    Client second(edge.listener.port());
    second.send(getRequest("/2"));
    QTRY_VERIFY(second.isClosed());
    QVERIFY(second.received().startsWith("HTTP/1.1 503 Service Unavailable\r\n"));
    QVERIFY(second.received().contains("\"code\":\"too_many_connections\""));
    QCOMPARE(edge.receiver.refusals, std::vector<std::string>{"too_many_connections"});
    const auto other = connectStubborn(edge.listener.port(), 0, "127.0.0.2");
    QVERIFY(other.isOpen());
    QTRY_COMPARE(edge.listener.connectionCount(), std::size_t{2});
    first.close();
    QTRY_COMPARE(edge.listener.connectionCount(), std::size_t{1});
    Client third(edge.listener.port());
    third.send(getRequest("/3"));
    QTRY_COMPARE(bodyOf(third.received()), QByteArray("/3"));
}

void ListenerTest::capsConnectionsOverListeners()
{
    const auto counts = std::make_shared<ConnectionCounts>();
    gotoai::test::ManualClock clock;
    Receiver receiver;
    Listener one(clock, receiver, {.maxConnections = 1}, counts);
    Listener other(clock, receiver, {.maxConnections = 1}, counts);
    QVERIFY(one.listen("127.0.0.1", 0) && other.listen("127.0.0.1", 0));
    Client first(one.port());
    QTRY_COMPARE(one.connectionCount(), std::size_t{1});
    Client second(other.port());
    QTRY_VERIFY(second.isClosed());
    QVERIFY(second.received().startsWith("HTTP/1.1 503 Service Unavailable\r\n"));
}

void ListenerTest::believesOnlyTrustedProxies_data()
{
    QTest::addColumn<QByteArray>("proxies");
    QTest::addColumn<QByteArray>("client");
    QTest::newRow("none") << QByteArray() << QByteArray("127.0.0.1");
    QTest::newRow("another") << QByteArray("10.0.0.0/8") << QByteArray("127.0.0.1");
    QTest::newRow("this") << QByteArray("127.0.0.0/8") << QByteArray("203.0.113.9");
}

void ListenerTest::believesOnlyTrustedProxies()
{
    QFETCH(QByteArray, proxies);
    QFETCH(QByteArray, client);
    Edge edge({.trustedProxies = *parseAddressBlocks(proxies.toStdString())});
    Client proxy(edge.listener.port());
    proxy.send(getRequest("/", "X-Forwarded-For: 198.51.100.1, 203.0.113.9\r\n"));
    QTRY_COMPARE(edge.receiver.exchanges.size(), std::size_t{1});
    const auto& request = edge.receiver.exchanges.front()->request();
    QCOMPARE(QByteArray::fromStdString(request.clientAddress), client);
    QCOMPARE(request.peerAddress, std::string("127.0.0.1"));
}

void ListenerTest::sharesAPort()
{
    Edge one;
    gotoai::test::ManualClock clock;
    Receiver receiver;
    Listener other(clock, receiver, {});
    QVERIFY(other.listen("127.0.0.1", one.listener.port()).has_value());
    QCOMPARE(other.port(), one.listener.port());
    one.receiver.onRequest = answerWithPath;
    receiver.onRequest = answerWithPath;
    int asked = 0;
    while (one.receiver.arrived == 0 || receiver.arrived == 0) {
        QVERIFY2(++asked < 200, "the kernel spreads no connections");
        Client client(one.listener.port());
        client.send(getRequest("/"));
        QTRY_COMPARE(bodyOf(client.received()), QByteArray("/"));
    }
}

void ListenerTest::refusesWrongAddresses_data()
{
    QTest::addColumn<QByteArray>("address");
    QTest::newRow("name") << QByteArray("localhost");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("foreign") << QByteArray("203.0.113.1");
}

void ListenerTest::refusesWrongAddresses()
{
    QFETCH(QByteArray, address);
    gotoai::test::ManualClock clock;
    Receiver receiver;
    Listener listener(clock, receiver, {});
    const auto outcome = listener.listen(address.toStdString(), 0);
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::BadConfiguration);
}

void ListenerTest::listensOnIpv6()
{
    gotoai::test::ManualClock clock;
    Receiver receiver;
    Listener listener(clock, receiver, {});
    if (!listener.listen("::1", 0))
        QSKIP("This machine has no IPv6.");
    QTcpSocket socket;
    socket.connectToHost(QStringLiteral("::1"), listener.port());
    QVERIFY(socket.waitForConnected(5'000));
    socket.write(getRequest("/"));
    QTRY_COMPARE(receiver.exchanges.size(), std::size_t{1});
    QCOMPARE(receiver.exchanges.front()->request().peerAddress, std::string("::1"));
}

QTEST_GUILESS_MAIN(ListenerTest)
#include "listener_test.moc"
