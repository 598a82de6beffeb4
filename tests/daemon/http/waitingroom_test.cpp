// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/waitingroom.h"

#include "edge.h"

#include <QCoreApplication>
#include <QTest>

using namespace gotoai::http;
using namespace gotoai::http::test;

class WaitingRoomTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void letsInWhenTheReceiverHasCaughtUp();
    void letsInInOrder();
    void refusesAfterAWhileAndKeepsTheConnection();
    void refusesABodyThatIsNotOnItsWay();
    void answersHealthyRequestsAtOnce();
    void letsInAsSoonAsTheLoopIsQuickAgain();
    void forgetsWhoLeaves();
    void keepsTheOrderOfPipelinedRequests();
};

void WaitingRoomTest::letsInWhenTheReceiverHasCaughtUp()
{
    Edge edge;
    edge.receiver.isOccupied = true;
    Client client(edge.listener.port());
    client.send(getRequest("/1"));
    QTest::qWait(150);
    QCOMPARE(edge.receiver.arrived, 0);
    edge.receiver.isOccupied = false;
    edge.listener.serveWaiting();
    QCOMPARE(edge.receiver.arrived, 1);
    edge.receiver.exchanges.front()->respond(200, {}, "late");
    QTRY_COMPARE(bodyOf(client.received()), QByteArray("late"));
}

void WaitingRoomTest::letsInInOrder()
{
    Edge edge;
    edge.receiver.isOccupied = true;
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 5; ++i) {
        clients.push_back(std::make_unique<Client>(edge.listener.port()));
        clients.back()->send(getRequest("/" + QByteArray::number(i)));
        QTest::qWait(5);
    }
    edge.receiver.isOccupied = false;
    QTRY_COMPARE(edge.receiver.exchanges.size(), clients.size());
    for (std::size_t i = 0; i < clients.size(); ++i)
        QCOMPARE(edge.receiver.exchanges[i]->request().path, "/" + std::to_string(i));
}

void WaitingRoomTest::refusesAfterAWhileAndKeepsTheConnection()
{
    Edge edge;
    edge.receiver.isOccupied = true;
    Client client(edge.listener.port());
    client.send("GET /1 HTTP/1.1\r\nHost: a\r\nOrigin: https://a.example\r\n\r\n");
    QTest::qWait(150);
    QVERIFY(client.received().isEmpty());
    edge.clock.advance(WaitingRoom::kPatience);
    QTRY_VERIFY(client.received().startsWith("HTTP/1.1 503 Service Unavailable\r\n"));
    QVERIFY(client.received().contains("\"code\":\"overloaded\""));
    QVERIFY(!client.received().contains("connection: close"));
    QCOMPARE(edge.receiver.arrived, 0);
    QCOMPARE(edge.receiver.refusals, std::vector<std::string>{"overloaded"});
    QCOMPARE(edge.receiver.origins, std::vector<std::string>{"https://a.example"});
    client.takeReceived();
    edge.receiver.isOccupied = false;
    edge.receiver.onRequest = answerWithPath;
    client.send(getRequest("/2"));
    QTRY_COMPARE(bodyOf(client.received()), QByteArray("/2"));
}

void WaitingRoomTest::refusesABodyThatIsNotOnItsWay()
{
    Edge edge;
    edge.receiver.isOccupied = true;
    Client client(edge.listener.port());
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n"
                "Origin: https://a.example\r\n\r\n");
    QTRY_VERIFY(client.isClosed());
    QCOMPARE(edge.receiver.origins, std::vector<std::string>{"https://a.example"});
    QVERIFY(client.received().startsWith("HTTP/1.1 503 Service Unavailable\r\n"));
}

void WaitingRoomTest::answersHealthyRequestsAtOnce()
{
    Edge edge;
    edge.receiver.onRequest = answerWithPath;
    Client client(edge.listener.port());
    client.send(getRequest("/1"));
    QTRY_COMPARE(bodyOf(client.received()), QByteArray("/1"));
}

void WaitingRoomTest::letsInAsSoonAsTheLoopIsQuickAgain()
{
    Edge edge;
    edge.receiver.onRequest = [&edge](auto exchange) {
        edge.clock.advance(2 * WaitingRoom::kMostLag); // within the turn that is being measured
        answerWithPath(std::move(exchange));
    };
    edge.clock.advance(WaitingRoom::kMostLag);
    Client client(edge.listener.port());
    for (int number = 1; number <= 5; ++number) { // in turns that follow at once: no sweep, no other client helps
        client.send(getRequest("/"));
        for (int turn = 0; turn < 20 && edge.receiver.arrived < number; ++turn)
            QCoreApplication::processEvents();
        QCOMPARE(edge.receiver.arrived, number);
    }
}

void WaitingRoomTest::forgetsWhoLeaves()
{
    Edge edge;
    edge.receiver.isOccupied = true;
    Client staying(edge.listener.port());
    Client leaving(edge.listener.port());
    leaving.send(getRequest("/leaving"));
    QTest::qWait(5);
    staying.send(getRequest("/staying"));
    QTest::qWait(5);
    leaving.reset();
    QTRY_COMPARE(edge.listener.connectionCount(), std::size_t{1});
    edge.receiver.isOccupied = false;
    QTRY_COMPARE(edge.receiver.exchanges.size(), std::size_t{1});
    QCOMPARE(edge.receiver.exchanges.front()->request().path, std::string("/staying"));
}

void WaitingRoomTest::keepsTheOrderOfPipelinedRequests()
{
    Edge edge;
    edge.receiver.isOccupied = true;
    edge.receiver.onRequest = answerWithPath;
    Client client(edge.listener.port());
    client.send(getRequest("/1") + getRequest("/2") + getRequest("/3"));
    QTest::qWait(50);
    edge.receiver.isOccupied = false;
    QTRY_VERIFY(client.received().endsWith("/3"));
    QVERIFY(client.received().indexOf("/1") < client.received().indexOf("/2"));
    QCOMPARE(edge.receiver.arrived, 3);
}

QTEST_GUILESS_MAIN(WaitingRoomTest)
#include "waitingroom_test.moc"
