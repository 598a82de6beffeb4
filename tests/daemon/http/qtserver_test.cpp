// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/qtserver.h"

#include "http/listensocket.h"

#include <QTest>

using namespace gotoai::http;

namespace {

Request makeRequest(std::string method, std::string path, std::string host)
{
    Request request;
    request.method = std::move(method);
    request.path = std::move(path);
    request.headers.push_back({"host", std::move(host)});
    return request;
}

} // namespace

class QtServerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void handsOnWhatTheGuardAdmits_data();
    void handsOnWhatTheGuardAdmits();
    void recoversFromWhatItDoesNotHandOn();
};

void QtServerTest::handsOnWhatTheGuardAdmits_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("host");
    for (const char* method : {"GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"})
        QTest::newRow(method) << QByteArray(method) << QByteArray("/v1/models") << QByteArray("localhost:8080");
    QTest::newRow("root") << QByteArray("GET") << QByteArray("/") << QByteArray("a");
    QTest::newRow("two slashes") << QByteArray("GET") << QByteArray("//a:b@c:d/e") << QByteArray("a");
    QTest::newRow("dots") << QByteArray("GET") << QByteArray("/../..") << QByteArray("a");
    QTest::newRow("escapes") << QByteArray("GET") << QByteArray("/%00%ff%2f") << QByteArray("a");
    QTest::newRow("no host") << QByteArray("GET") << QByteArray("/") << QByteArray();
    QTest::newRow("odd host") << QByteArray("GET") << QByteArray("/") << QByteArray("[[:::99999999%");
    QTest::newRow("long") << QByteArray("GET") << "/" + QByteArray(8'000, 'x') << QByteArray("a");
}

void QtServerTest::handsOnWhatTheGuardAdmits()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, host);
    QtServer server([](Descriptor) {});
    QVERIFY(server.listen(openListenSocket("127.0.0.1", 0).value()).has_value());
    for (int i = 0; i < 3; ++i)
        QVERIFY(server.handsOn(makeRequest(method.toStdString(), path.toStdString(), host.toStdString())));
}

void QtServerTest::recoversFromWhatItDoesNotHandOn()
{
    QtServer server([](Descriptor) {});
    QVERIFY(server.listen(openListenSocket("127.0.0.1", 0).value()).has_value());
    for (const char* method : {"BREW", "A B C", "GET\r\n\r\n"}) {
        QVERIFY(!server.handsOn(makeRequest(method, "/", "a")));
        QVERIFY(server.handsOn(makeRequest("GET", "/", "a")));
    }
}

QTEST_GUILESS_MAIN(QtServerTest)
#include "qtserver_test.moc"
