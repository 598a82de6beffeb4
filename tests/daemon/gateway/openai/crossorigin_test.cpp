// SPDX-License-Identifier: GPL-3.0-or-later
#include "gateway/openai/crossorigin.h"

#include "daemon/http/edge.h"

#include <QTest>

#include <algorithm>

using namespace gotoai;
using namespace gotoai::gateway;
using namespace gotoai::http::test;

class CrossOriginTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsOrigins_data();
    void readsOrigins();
    void refusesWhatIsNoOrigin_data();
    void refusesWhatIsNoOrigin();
    void allowsOnlyNamedOrigins_data();
    void allowsOnlyNamedOrigins();
    void answersAPreflight();
    void leavesThePreflightOfAnotherOriginToTheGateway();
    void letsPagesReadStreams();
    void letsPagesReadWhatTheEdgeRefuses_data();
    void letsPagesReadWhatTheEdgeRefuses();
};

void CrossOriginTest::readsOrigins_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("normal");
    QTest::newRow("none") << QByteArray(" ") << QByteArray();
    QTest::newRow("all") << QByteArray(" * ") << QByteArray("*");
    QTest::newRow("two") << QByteArray("https://a.example,http://[::1]:3000")
                         << QByteArray("https://a.example, http://[::1]:3000");
    QTest::newRow("usual ports") << QByteArray("https://a.example:443, http://b.example:80, http://b.example:443")
                                 << QByteArray("https://a.example, http://b.example, http://b.example:443");
    QTest::newRow("an app") << QByteArray("capacitor://localhost, chrome-extension://abcdef")
                            << QByteArray("capacitor://localhost, chrome-extension://abcdef");
}

void CrossOriginTest::readsOrigins()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, normal);
    const auto policy = CrossOriginPolicy::parse(text.toStdString());
    QVERIFY(policy);
    QCOMPARE(QByteArray::fromStdString(policy->text()), normal);
}

void CrossOriginTest::refusesWhatIsNoOrigin_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char* text : {"a.example", "https://", "https://a.example/", "https://A.example", "https://*.example",
                             "https://a.example,,https://b.example", "https://a.example,", "*,https://a.example",
                             "null", "https://a b", "ht tp://a.example", "HTTPS://a.example"})
        QTest::addRow("'%s'", text) << QByteArray(text);
}

void CrossOriginTest::refusesWhatIsNoOrigin()
{
    QFETCH(QByteArray, text);
    const auto policy = CrossOriginPolicy::parse(text.toStdString());
    QVERIFY(!policy);
    QCOMPARE(policy.error().code, ErrorCode::InvalidRequest);
}

void CrossOriginTest::allowsOnlyNamedOrigins_data()
{
    QTest::addColumn<QByteArray>("origins");
    QTest::addColumn<QByteArray>("origin");
    QTest::addColumn<QByteArray>("allowed"); // value of the header; empty: none
    QTest::newRow("off") << QByteArray() << QByteArray("https://a.example") << QByteArray();
    QTest::newRow("named") << QByteArray("https://a.example") << QByteArray("https://a.example")
                           << QByteArray("https://a.example");
    QTest::newRow("another") << QByteArray("https://a.example") << QByteArray("https://b.example") << QByteArray();
    QTest::newRow("longer") << QByteArray("https://a.example") << QByteArray("https://a.example.evil") << QByteArray();
    QTest::newRow("other scheme") << QByteArray("https://a.example") << QByteArray("http://a.example") << QByteArray();
    QTest::newRow("all") << QByteArray("*") << QByteArray("https://b.example") << QByteArray("*");
    QTest::newRow("no page") << QByteArray("*") << QByteArray() << QByteArray();
}

void CrossOriginTest::allowsOnlyNamedOrigins()
{
    QFETCH(QByteArray, origins);
    QFETCH(QByteArray, origin);
    QFETCH(QByteArray, allowed);
    const auto policy = CrossOriginPolicy::parse(origins.toStdString());
    Edge edge;
    edge.receiver.onRequest = [&policy](auto exchange) {
        QVERIFY(!policy->admit(*exchange));
        exchange->respond(200, {}, "answer");
    };
    Client client(edge.listener.port());
    client.send(getRequest("/v1/models", origin.isEmpty() ? QByteArray() : "Origin: " + origin + "\r\n"));
    QTRY_COMPARE(bodyOf(client.received()), QByteArray("answer"));
    const QByteArray name = "\r\naccess-control-allow-origin: ";
    QCOMPARE(client.received().contains(name), !allowed.isEmpty());
    QVERIFY(allowed.isEmpty() || client.received().contains(QByteArray(name + allowed + "\r\n")));
    QCOMPARE(client.received().contains("\r\nvary: origin\r\n"), origins.startsWith("https"));
    QVERIFY(!client.received().contains("access-control-allow-credentials"));
}

void CrossOriginTest::answersAPreflight()
{
    const auto policy = CrossOriginPolicy::parse("https://a.example");
    Edge edge;
    edge.receiver.onRequest = [&policy](auto exchange) { QVERIFY(policy->admit(*exchange)); };
    Client client(edge.listener.port());
    client.send("OPTIONS /v1/chat/completions HTTP/1.1\r\nHost: a\r\nOrigin: https://a.example\r\n"
                "Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: authorization\r\n\r\n");
    QTRY_VERIFY(client.received().endsWith("\r\n\r\n"));
    QVERIFY(client.received().startsWith("HTTP/1.1 204 No Content\r\n"));
    QVERIFY(client.received().contains("\r\naccess-control-allow-origin: https://a.example\r\n"));
    QVERIFY(client.received().contains("\r\naccess-control-allow-methods: GET, POST\r\n"));
    QVERIFY(client.received().contains("\r\naccess-control-allow-headers: authorization\r\n"));
}

void CrossOriginTest::leavesThePreflightOfAnotherOriginToTheGateway()
{
    const auto policy = CrossOriginPolicy::parse("https://a.example");
    Edge edge;
    edge.receiver.onRequest = [&policy](auto exchange) {
        QVERIFY(!policy->admit(*exchange));
        exchange->respond(405, {}, "no");
    };
    Client client(edge.listener.port());
    client.send("OPTIONS /v1/models HTTP/1.1\r\nHost: a\r\nOrigin: https://b.example\r\n"
                "Access-Control-Request-Method: GET\r\n\r\n");
    QTRY_COMPARE(bodyOf(client.received()), QByteArray("no"));
    QVERIFY(!client.received().contains("access-control-"));
}

void CrossOriginTest::letsPagesReadStreams()
{
    const auto policy = CrossOriginPolicy::parse("https://a.example");
    Edge edge;
    edge.receiver.onRequest = [&policy](auto exchange) {
        QVERIFY(!policy->admit(*exchange));
        exchange->beginStream(200, {});
        exchange->endStream();
    };
    Client client(edge.listener.port());
    client.send(getRequest("/", "Origin: https://a.example\r\n"));
    QTRY_VERIFY(client.received().contains("\r\n\r\n0\r\n\r\n"));
    QVERIFY(client.received().contains("\r\naccess-control-allow-origin: https://a.example\r\n"));
    QVERIFY(client.received().contains("\r\naccess-control-expose-headers: x-request-id, x-gotoai-order, "));
}

void CrossOriginTest::letsPagesReadWhatTheEdgeRefuses_data()
{
    QTest::addColumn<QByteArray>("policy");
    QTest::addColumn<QByteArray>("origin");
    QTest::addColumn<QByteArray>("allowed");
    const QByteArray page("https://a.example");
    QTest::newRow("named") << page << page << page;
    QTest::newRow("another") << page << QByteArray("https://b.example") << QByteArray();
    QTest::newRow("nothing is read yet") << page << QByteArray() << QByteArray();
    QTest::newRow("all") << QByteArray("*") << page << QByteArray("*");
    QTest::newRow("all, nothing is read yet") << QByteArray("*") << QByteArray() << QByteArray("*");
    QTest::newRow("nobody") << QByteArray() << page << QByteArray();
}

void CrossOriginTest::letsPagesReadWhatTheEdgeRefuses()
{
    QFETCH(QByteArray, policy);
    QFETCH(QByteArray, origin);
    QFETCH(QByteArray, allowed);
    std::vector<http::Header> headers;
    CrossOriginPolicy::parse(policy.toStdString())->let(origin.toStdString(), headers);
    const auto valueOf = [&headers](std::string_view name) {
        const auto found = std::ranges::find(headers, name, &http::Header::name);
        return found == headers.end() ? QByteArray() : QByteArray::fromStdString(found->value);
    };
    QCOMPARE(valueOf("access-control-allow-origin"), allowed);
    QCOMPARE(valueOf("access-control-expose-headers").contains("retry-after"), !allowed.isEmpty());
    QCOMPARE(valueOf("vary"), policy.startsWith("https") ? QByteArray("origin") : QByteArray());
}

QTEST_GUILESS_MAIN(CrossOriginTest)
#include "crossorigin_test.moc"
