// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/connection.h"

#include "edge.h"

#include <QCoreApplication>
#include <QTest>

#include <algorithm>
#include <random>

using namespace gotoai::http;
using namespace gotoai::http::test;
using namespace std::chrono_literals;

namespace {

// Answers one request as chance has it, and may be destroyed at any time.
class Answer final : public ExchangeObserver
{
public:
    Answer(std::unique_ptr<Exchange> exchange, std::mt19937& chance)
        : m_chance(chance)
        , m_exchange(std::move(exchange))
    {
        m_exchange->setObserver(this);
    }

    void clientGone() override { isOver = true; }
    void drained() override {}

    void step()
    {
        const auto choice = m_chance() % 20;
        if (!m_exchange->hasBegun() && choice < 10) {
            m_exchange->respond(200, {}, std::string(m_chance() % 20'000, 'x'));
            isOver = true;
        } else if (!m_exchange->hasBegun()) {
            m_exchange->beginStream(200, {});
        } else if (choice < 16) {
            m_exchange->write(std::string(m_chance() % 50'000, 'x'));
        } else if (choice < 18) {
            m_exchange->endStream();
            isOver = true;
        } else { // leaves it unfinished
            isOver = true;
        }
    }

    bool isOver = false;

private:
    std::mt19937& m_chance;
    std::unique_ptr<Exchange> m_exchange;
};

QByteArray someRequests(std::mt19937& chance)
{
    static const QByteArray kinds[] = {
        getRequest("/a"),
        "GET /old HTTP/1.0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabcde",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n",
        "HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n"
        "1;x=\"y\"\r\na\r\n0\r\nA: b\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\nA",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nz\r\n",
        "GET /cut HTTP/1.1\r\nHo",
        "nonsense\n",
    };
    QByteArray requests;
    for (auto count = 1 + chance() % 30; count > 0; --count)
        requests += kinds[chance() % (chance() % 4 == 0 ? std::size(kinds) : 4)];
    return requests;
}

} // namespace

class ConnectionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void survivesClientsThatLeaveAtRandom_data();
    void survivesClientsThatLeaveAtRandom();
    void mayBeAnsweredFromWithinClientGone();
    void mayDrainFromWithinARequest();
};

void ConnectionTest::survivesClientsThatLeaveAtRandom_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 1; seed <= 5; ++seed)
        QTest::addRow("seed %u", seed) << seed;
}

void ConnectionTest::survivesClientsThatLeaveAtRandom()
{
    QFETCH(unsigned, seed);
    std::mt19937 chance(seed);
    Edge edge({.maxPipelined = 4});
    std::vector<std::unique_ptr<Answer>> answers;
    edge.receiver.onRequest = [&](auto exchange) {
        auto answer = std::make_unique<Answer>(std::move(exchange), chance);
        if (chance() % 2 == 0)
            answer->step();
        if (!answer->isOver)
            answers.push_back(std::move(answer));
    };
    std::vector<std::unique_ptr<Client>> clients;
    for (int opened = 0; opened < 120 || !clients.empty();) {
        if (opened < 120 && clients.size() < 20) {
            ++opened;
            clients.push_back(std::make_unique<Client>(edge.listener.port()));
            clients.back()->send(someRequests(chance));
        }
        for (const auto& answer : answers)
            answer->step();
        std::erase_if(answers, [](const auto& answer) { return answer->isOver; });
        edge.clock.advance(std::chrono::milliseconds(chance() % 5));
        edge.receiver.isOccupied = chance() % 3 == 0;
        QCoreApplication::processEvents();
        auto& client = clients[chance() % clients.size()];
        switch (chance() % 6) {
        case 0: client->reset(); break;
        case 1: client->close(); break;
        case 2: client->finishSending(); break;
        case 3: client->send(someRequests(chance)); break;
        default: break;
        }
        std::erase_if(clients, [](const auto& one) { return one->isClosed(); });
    }
    edge.receiver.onRequest = answerWithPath;
    edge.receiver.isOccupied = false;
    answers.clear();
    edge.clock.advance(1h);
    QTRY_COMPARE(edge.listener.connectionCount(), std::size_t{0});
    QVERIFY(edge.receiver.arrived > 100);
}

void ConnectionTest::mayBeAnsweredFromWithinClientGone()
{
    struct Destroyer final : ExchangeObserver
    {
        void clientGone() override { exchange.reset(); }
        void drained() override {}
        std::unique_ptr<Exchange> exchange;
    };
    Edge edge;
    Destroyer destroyer;
    edge.receiver.onRequest = [&](auto exchange) {
        destroyer.exchange = std::move(exchange);
        destroyer.exchange->setObserver(&destroyer);
        destroyer.exchange->beginStream(200, {});
    };
    Client client(edge.listener.port());
    client.send(getRequest("/"));
    QTRY_VERIFY(destroyer.exchange);
    client.reset();
    QTRY_VERIFY(!destroyer.exchange);
    QTRY_COMPARE(edge.listener.connectionCount(), std::size_t{0});
}

void ConnectionTest::mayDrainFromWithinARequest()
{
    Edge edge;
    edge.receiver.onRequest = [&](auto exchange) {
        edge.listener.drain();
        exchange->respond(200, {}, "last");
    };
    Client client(edge.listener.port());
    client.send(getRequest("/1") + getRequest("/2"));
    QTRY_VERIFY(client.isClosed());
    QVERIFY(client.received().endsWith("last"));
    QVERIFY(client.received().contains("\r\nconnection: close\r\n"));
    QCOMPARE(edge.receiver.arrived, 1);
}

QTEST_GUILESS_MAIN(ConnectionTest)
#include "connection_test.moc"
