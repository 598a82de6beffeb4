// SPDX-License-Identifier: GPL-3.0-or-later
// Connections under TLS: what clients and answers see of it.
#include "http/connection.h"

#include "edge.h"
#include "support/tlspeer.h"
#include "tlsfixture.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace gotoai::http;
using namespace gotoai::http::test;
using namespace std::chrono_literals;
using gotoai::test::TlsPeer;

namespace {

// A listener that speaks TLS.
struct SecureEdge : Edge
{
    explicit SecureEdge(Limits limits = {})
        : Edge(limits)
    {
        listener.setTls(scratch.load(clock));
    }

    TlsScratch scratch;
};

// A Client that speaks TLS, connected when the handshake is over or refused. Whatever is asked of it moves the bytes
// that have come meanwhile.
class SecureClient
{
public:
    explicit SecureClient(std::uint16_t port, const TlsPeer::Options& options = {})
        : wire(port)
        , m_peer(options)
    {
        [[maybe_unused]] const bool isOver = QTest::qWaitFor([this] { return isOpen() || isClosed(); });
    }

    void send(const QByteArray& bytes)
    {
        m_peer.send(bytes.toStdString());
        pump();
    }
    void sayGoodbye()
    {
        m_peer.sayGoodbye();
        pump();
    }

    QByteArray received() { return QByteArray::fromStdString(pump().received()); }
    void forgetReceived() { pump().takeReceived(); }
    bool isOpen() { return pump().isOpen(); }
    bool hasEnded() { return pump().hasEnded(); }
    bool isClosed()
    {
        pump();
        return wire.isClosed();
    }
    std::string serverCertificate() { return pump().serverCertificate(); }

    Client wire;

private:
    TlsPeer& pump()
    {
        if (const QByteArray bytes = wire.takeReceived(); !bytes.isEmpty())
            m_peer.feed(bytes.toStdString());
        if (const std::string bytes = m_peer.takeOutput(); !bytes.empty() && !wire.isClosed())
            wire.send(QByteArray::fromStdString(bytes));
        return m_peer;
    }

    TlsPeer m_peer;
};

// Streams that chance writes to, ends and drops.
class ChanceStreams
{
public:
    explicit ChanceStreams(std::mt19937& chance)
        : m_chance(chance)
    {}

    void add(std::unique_ptr<Exchange> exchange)
    {
        if (m_chance() % 2 == 0)
            return exchange->respond(200, {}, std::string(m_chance() % 20'000, 'x'));
        exchange->beginStream(200, {});
        m_open.push_back(std::move(exchange));
    }
    void step()
    {
        std::erase_if(m_open, [this](const auto& exchange) {
            exchange->write(std::string(m_chance() % 50'000, 'x'));
            const auto choice = m_chance() % 8;
            if (choice == 0)
                exchange->endStream();
            return choice < 2;
        });
    }
    void clear() { m_open.clear(); }

private:
    std::mt19937& m_chance;
    std::vector<std::unique_ptr<Exchange>> m_open;
};

} // namespace

class SecuringTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answersAndKeepsTheConnection();
    void answersPipelinedRequestsInOrder();
    void takesALargeBody();
    void writesOfATurnShareARecord();
    void tellsPlainHttp();
    void alertsNoise();
    void handshakesHaveADeadline_data();
    void handshakesHaveADeadline();
    void saysGoodbyeAtTheEnd_data();
    void saysGoodbyeAtTheEnd();
    void saysGoodbyeWhenIdleForLong();
    void saysNoGoodbyeToACutAnswer();
    void answersAfterGoodbye();
    void anEndWithoutGoodbyeIsADeparture();
    void aResetIsADeparture();
    void damageIsADeparture();
    void ciphertextCountsAsWaiting();
    void aClientThatStopsReadingIsDropped();
    void newConnectionsUseTheNewCertificate();
    void closesWhatIsTooMuch();
    void drains();
    void survivesClientsThatLeaveAtRandom_data();
    void survivesClientsThatLeaveAtRandom();
};

void SecuringTest::answersAndKeepsTheConnection()
{
    SecureEdge edge;
    edge.receiver.onRequest = answerWithPath;
    SecureClient client(edge.listener.port());
    for (const char* path : {"/one", "/two"}) {
        client.send(getRequest(path));
        QTRY_COMPARE(bodyOf(client.received()), QByteArray(path));
        client.forgetReceived();
    }
    QCOMPARE(edge.listener.connectionCount(), std::size_t{1});
}

void SecuringTest::answersPipelinedRequestsInOrder()
{
    SecureEdge edge({.maxPipelined = 3});
    SecureClient client(edge.listener.port());
    QByteArray requests;
    for (int number = 0; number < 50; ++number)
        requests += getRequest("/" + QByteArray::number(number));
    client.send(requests);
    for (int number = 0; number < 50; ++number) {
        QTRY_COMPARE(edge.receiver.exchanges.size(), std::size_t{1});
        QCOMPARE(edge.receiver.exchanges.front()->request().path, "/" + std::to_string(number));
        auto exchange = std::move(edge.receiver.exchanges.front());
        edge.receiver.exchanges.clear();
        exchange->respond(200, {}, "");
    }
    QTRY_COMPARE(client.received().count("HTTP/1.1 200 OK"), 50);
}

void SecuringTest::takesALargeBody()
{
    SecureEdge edge;
    SecureClient client(edge.listener.port());
    const QByteArray body(3'000'000, 'b');
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n" + body);
    QTRY_COMPARE(edge.receiver.exchanges.size(), std::size_t{1});
    QCOMPARE(edge.receiver.exchanges.front()->request().body, body);
}

void SecuringTest::writesOfATurnShareARecord()
{
    SecureEdge edge;
    edge.receiver.onRequest = [](auto exchange) {
        exchange->beginStream(200, {});
        for (int number = 0; number < 100; ++number)
            exchange->write("0123456789");
        exchange->endStream();
    };
    SecureClient client(edge.listener.port());
    client.forgetReceived();
    client.send(getRequest("/"));
    QTRY_VERIFY(client.wire.received().size() > 1'500);
    const auto onTheWire = client.wire.received().size();
    QTRY_VERIFY(client.received().endsWith("\r\n0\r\n\r\n"));
    QVERIFY(onTheWire < client.received().size() + 1'000); // a record has 22 bytes more than what is in it
}

void SecuringTest::tellsPlainHttp()
{
    SecureEdge edge;
    Client client(edge.listener.port());
    client.send(getRequest("/"));
    QTRY_VERIFY(client.isClosed());
    QVERIFY(client.received().startsWith("HTTP/1.1 400 Bad Request\r\n"));
    QVERIFY(client.received().contains("\"tls_required\""));
    QCOMPARE(edge.receiver.arrived, 0);
}

void SecuringTest::alertsNoise()
{
    SecureEdge edge;
    Client client(edge.listener.port());
    client.send(QByteArray(100, '\x01'));
    QTRY_VERIFY(client.isClosed());
    QCOMPARE(client.received(), QByteArray("\x15\x03\x03\0\x02\x02\x0a", 7)); // unexpected_message
    QCOMPARE(edge.receiver.refusals, std::vector<std::string>{"tls_failed"});
}

void SecuringTest::handshakesHaveADeadline_data()
{
    QTest::addColumn<int>("bytes"); // of the ClientHello; -1: whole, and the client's Finished is kept back; -2: all
    QTest::newRow("silence") << 0;
    QTest::newRow("one byte") << 1;
    QTest::newRow("half") << 100;
    QTest::newRow("without end") << -1;
    QTest::newRow("without a request") << -2;
}

void SecuringTest::handshakesHaveADeadline()
{
    QFETCH(int, bytes);
    SecureEdge edge;
    Client client(edge.listener.port());
    TlsPeer peer;
    const auto hello = QByteArray::fromStdString(peer.takeOutput());
    client.send(bytes < 0 ? hello : hello.left(bytes));
    if (bytes < 0) {
        QTRY_VERIFY(!client.received().isEmpty());
        peer.feed(client.received().toStdString());
        QVERIFY(peer.isOpen());
    }
    if (bytes == -2)
        client.send(QByteArray::fromStdString(peer.takeOutput()));
    QTRY_COMPARE(edge.listener.connectionCount(), std::size_t{1});
    edge.clock.advance(Limits{}.headDeadline - 1ms);
    QTest::qWait(250); // two sweeps
    QCOMPARE(edge.listener.connectionCount(), std::size_t{1});
    edge.clock.advance(1ms);
    QTRY_COMPARE(edge.listener.connectionCount(), std::size_t{0});
    QTRY_VERIFY(client.isClosed());
}

void SecuringTest::saysGoodbyeAtTheEnd_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::newRow("asked to close") << getRequest("/", "Connection: close\r\n");
    QTest::newRow("HTTP/1.0") << QByteArray("GET / HTTP/1.0\r\n\r\n");
    QTest::newRow("refused") << QByteArray("nonsense\r\n\r\n");
}

void SecuringTest::saysGoodbyeAtTheEnd()
{
    QFETCH(QByteArray, request);
    SecureEdge edge;
    edge.receiver.onRequest = [](auto exchange) {
        exchange->beginStream(200, {});
        exchange->write("all of it");
        exchange->endStream();
    };
    SecureClient client(edge.listener.port());
    client.send(request);
    QTRY_VERIFY(client.hasEnded());
    QVERIFY(client.received().startsWith("HTTP/1.1 "));
    QTRY_VERIFY(client.isClosed());
    QTRY_COMPARE(edge.listener.connectionCount(), std::size_t{0});
}

void SecuringTest::saysGoodbyeWhenIdleForLong()
{
    SecureEdge edge;
    edge.receiver.onRequest = answerWithPath;
    SecureClient client(edge.listener.port());
    client.send(getRequest("/"));
    QTRY_VERIFY(!client.received().isEmpty());
    edge.clock.advance(Limits{}.idleDeadline);
    QTRY_VERIFY(client.hasEnded());
    QTRY_VERIFY(client.isClosed());
}

void SecuringTest::saysNoGoodbyeToACutAnswer()
{
    SecureEdge edge;
    SecureClient client(edge.listener.port());
    client.send("GET / HTTP/1.0\r\n\r\n");
    QTRY_COMPARE(edge.receiver.exchanges.size(), std::size_t{1});
    edge.receiver.exchanges.front()->beginStream(200, {});
    edge.receiver.exchanges.front()->write("half of it");
    QTRY_VERIFY(client.received().endsWith("half of it"));
    edge.receiver.exchanges.clear();
    QTRY_VERIFY(client.isClosed());
    QVERIFY(!client.hasEnded());
}

void SecuringTest::answersAfterGoodbye()
{
    SecureEdge edge;
    SecureClient client(edge.listener.port());
    client.send(getRequest("/asked"));
    client.sayGoodbye();
    QTRY_COMPARE(edge.receiver.exchanges.size(), std::size_t{1});
    answerWithPath(std::move(edge.receiver.exchanges.front()));
    QTRY_COMPARE(bodyOf(client.received()), QByteArray("/asked"));
    QTRY_VERIFY(client.hasEnded());
    QTRY_VERIFY(client.isClosed());
}

void SecuringTest::anEndWithoutGoodbyeIsADeparture()
{
    Observer observer;
    SecureEdge edge;
    SecureClient client(edge.listener.port());
    client.send(getRequest("/"));
    QTRY_COMPARE(edge.receiver.exchanges.size(), std::size_t{1});
    edge.receiver.exchanges.front()->setObserver(&observer);
    client.wire.finishSending();
    QTRY_COMPARE(observer.goneCalls, 1);
    QTRY_COMPARE(edge.listener.connectionCount(), std::size_t{0});
}

void SecuringTest::aResetIsADeparture()
{
    Observer observer;
    SecureEdge edge;
    SecureClient client(edge.listener.port());
    client.send(getRequest("/"));
    QTRY_COMPARE(edge.receiver.exchanges.size(), std::size_t{1});
    edge.receiver.exchanges.front()->setObserver(&observer);
    edge.receiver.exchanges.front()->beginStream(200, {});
    client.wire.reset();
    QTRY_COMPARE(observer.goneCalls, 1);
}

void SecuringTest::damageIsADeparture()
{
    Observer observer;
    SecureEdge edge;
    SecureClient client(edge.listener.port());
    client.send(getRequest("/"));
    QTRY_COMPARE(edge.receiver.exchanges.size(), std::size_t{1});
    edge.receiver.exchanges.front()->setObserver(&observer);
    client.wire.send(QByteArray("\x17\x03\x03\0\x20", 5) + QByteArray(32, 'x'));
    QTRY_COMPARE(observer.goneCalls, 1);
    QTRY_VERIFY(client.isClosed());
}

void SecuringTest::ciphertextCountsAsWaiting()
{
    Observer observer;
    SecureEdge edge;
    SecureClient client(edge.listener.port());
    client.send(getRequest("/"));
    QTRY_COMPARE(edge.receiver.exchanges.size(), std::size_t{1});
    auto& exchange = *edge.receiver.exchanges.front();
    exchange.setObserver(&observer);
    client.wire.stopReading();
    exchange.beginStream(200, {});
    qsizetype written = 0;
    while (!exchange.isAboveHighWater()) {
        exchange.write(std::string(100'000, 'x'));
        written += 100'000;
        QCoreApplication::processEvents();
    }
    QVERIFY(exchange.bytesWaiting() > Exchange::kHighWater);
    QCOMPARE(observer.drainedCalls, 0);
    client.wire.resumeReading();
    QTRY_VERIFY((client.received(), observer.drainedCalls == 1));
    exchange.endStream();
    QTRY_VERIFY(client.received().endsWith("\r\n0\r\n\r\n"));
    QCOMPARE(client.received().count('x'), written);
}

void SecuringTest::aClientThatStopsReadingIsDropped()
{
    Observer observer;
    SecureEdge edge;
    SecureClient client(edge.listener.port());
    client.send(getRequest("/"));
    QTRY_COMPARE(edge.receiver.exchanges.size(), std::size_t{1});
    auto& exchange = *edge.receiver.exchanges.front();
    exchange.setObserver(&observer);
    client.wire.stopReading();
    exchange.beginStream(200, {});
    while (!exchange.isAboveHighWater()) {
        exchange.write(std::string(100'000, 'x'));
        QCoreApplication::processEvents();
    }
    // What the kernel took of the beginning may count as progress once.
    QTRY_VERIFY((edge.clock.advance(Limits{}.writeDeadline), observer.goneCalls == 1));
}

void SecuringTest::newConnectionsUseTheNewCertificate()
{
    SecureEdge edge;
    edge.receiver.onRequest = answerWithPath;
    SecureClient before(edge.listener.port());
    edge.scratch.renew();
    edge.listener.setTls(edge.scratch.load(edge.clock));
    SecureClient after(edge.listener.port());
    QVERIFY(after.serverCertificate() != before.serverCertificate());
    for (SecureClient* client : {&before, &after}) {
        client->send(getRequest("/still"));
        QTRY_COMPARE(bodyOf(client->received()), QByteArray("/still"));
    }
}

void SecuringTest::closesWhatIsTooMuch()
{
    SecureEdge edge({.maxConnections = 1});
    SecureClient first(edge.listener.port());
    SecureClient second(edge.listener.port());
    QTRY_VERIFY(second.isClosed());
    QVERIFY(!second.isOpen());
}

void SecuringTest::drains()
{
    SecureEdge edge;
    SecureClient idle(edge.listener.port());
    SecureClient busy(edge.listener.port());
    busy.send(getRequest("/busy"));
    QTRY_COMPARE(edge.receiver.exchanges.size(), std::size_t{1});
    edge.listener.drain();
    answerWithPath(std::move(edge.receiver.exchanges.front()));
    QTRY_COMPARE(bodyOf(busy.received()), QByteArray("/busy"));
    edge.clock.advance(Connection::kDrainGrace);
    QTRY_VERIFY(busy.hasEnded() && idle.hasEnded());
    QTRY_COMPARE(edge.listener.connectionCount(), std::size_t{0});
}

void SecuringTest::survivesClientsThatLeaveAtRandom_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 1; seed <= 3; ++seed)
        QTest::addRow("seed %u", seed) << seed;
}

void SecuringTest::survivesClientsThatLeaveAtRandom()
{
    QFETCH(unsigned, seed);
    std::mt19937 chance(seed);
    SecureEdge edge({.maxPipelined = 4});
    ChanceStreams streams(chance);
    edge.receiver.onRequest = [&](auto exchange) { streams.add(std::move(exchange)); };
    std::vector<std::unique_ptr<SecureClient>> clients;
    for (int opened = 0; opened < 100 || !clients.empty();) {
        if (opened < 100 && clients.size() < 20) {
            ++opened;
            clients.push_back(std::make_unique<SecureClient>(edge.listener.port()));
            clients.back()->send(getRequest("/first"));
        }
        streams.step();
        edge.clock.advance(std::chrono::milliseconds(chance() % 5));
        QCoreApplication::processEvents();
        auto& client = *clients[chance() % clients.size()];
        switch (chance() % 9) {
        case 0: client.wire.reset(); break;
        case 1: client.wire.close(); break;
        case 2: client.wire.finishSending(); break;
        case 3: client.sayGoodbye(); break;
        case 4: client.wire.send(QByteArray("\x17\x03\x03\0\x20", 5) + QByteArray(32, 'x')); break;
        case 5:
        case 6: client.send(getRequest("/again") + getRequest("/and/again")); break;
        default: break;
        }
        for (const auto& one : clients)
            one->received();
        std::erase_if(clients, [](const auto& one) { return one->isClosed(); });
    }
    edge.receiver.onRequest = answerWithPath;
    streams.clear();
    edge.clock.advance(1h);
    QTRY_COMPARE(edge.listener.connectionCount(), std::size_t{0});
    QVERIFY(edge.receiver.arrived > 50);
}

QTEST_GUILESS_MAIN(SecuringTest)
#include "securing_test.moc"
