// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/forwarding.h"

#include <QTest>

using namespace gotoai::http;

class ForwardingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsTheClient_data();
    void findsTheClient();
};

void ForwardingTest::findsTheClient_data()
{
    QTest::addColumn<QByteArrayList>("headers");
    QTest::addColumn<QByteArray>("client");
    const auto row = [](const char* name, const QByteArrayList& headers, const char* client) {
        QTest::newRow(name) << headers << QByteArray(client);
    };
    row("none", {}, "10.0.0.1");
    row("empty", {""}, "10.0.0.1");
    row("one", {"203.0.113.9"}, "203.0.113.9");
    row("what the client claims", {"198.51.100.1, 203.0.113.9"}, "203.0.113.9");
    row("two proxies", {"203.0.113.9, 10.0.0.2"}, "203.0.113.9");
    row("two proxies and a claim", {"127.0.0.1,203.0.113.9,10.0.0.2"}, "203.0.113.9");
    row("two headers", {"198.51.100.1", "203.0.113.9"}, "203.0.113.9");
    row("two headers, the last of a proxy", {"203.0.113.9", "10.0.0.2"}, "203.0.113.9");
    row("proxies only", {"10.0.0.3, 10.0.0.2"}, "10.0.0.3");
    row("port", {"203.0.113.9:4711"}, "203.0.113.9");
    row("IPv6", {"2001:DB8::7"}, "2001:db8::7");
    row("IPv6 in brackets", {"[2001:db8::7]"}, "2001:db8::7");
    row("IPv6 with port", {"[2001:db8::7]:443"}, "2001:db8::7");
    row("word", {"unknown"}, "10.0.0.1");
    row("word before a proxy", {"unknown, 10.0.0.2"}, "10.0.0.2");
    row("nothing before a proxy", {", 10.0.0.2"}, "10.0.0.2");
    row("open bracket", {"[2001:db8::7"}, "10.0.0.1");
    row("line of text", {"203.0.113.9 evil"}, "10.0.0.1");
}

void ForwardingTest::findsTheClient()
{
    QFETCH(QByteArrayList, headers);
    QFETCH(QByteArray, client);
    Request request;
    request.peerAddress = "10.0.0.1";
    for (const QByteArray& value : headers) {
        request.headers.push_back({"x-forwarded-for", value.toStdString()});
        request.headers.push_back({"x-real-ip", "192.0.2.66"});
    }
    const auto proxies = parseAddressBlocks("10.0.0.0/8");
    QCOMPARE(QByteArray::fromStdString(forwardedClient(request, *proxies)), client);
}

QTEST_GUILESS_MAIN(ForwardingTest)
#include "forwarding_test.moc"
