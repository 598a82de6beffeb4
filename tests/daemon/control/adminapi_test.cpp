// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control/admindaemon.h"

#include "hypercore/access/credential.h"

#include <QTcpSocket>
#include <QTest>

using namespace gotoai;

class AdminApiTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::AdminDaemon> m_daemon;
    const QString m_accounts = QStringLiteral("/admin/v1/accounts");
    QByteArray m_bearer;

    // Of a request that is sent as it is written.
    int statusOf(const QByteArray& line, const QByteArray& fields)
    {
        QTcpSocket socket;
        socket.connectToHost(QStringLiteral("127.0.0.1"), m_daemon->port());
        socket.write(line + " HTTP/1.1\r\nConnection: close\r\n" + fields + "\r\n");
        const bool isOver = QTest::qWaitFor([&] { return socket.state() == QAbstractSocket::UnconnectedState; });
        return isOver ? socket.readAll().mid(9, 3).toInt() : 0;
    }

private Q_SLOTS:
    void init()
    {
        m_daemon = std::make_unique<test::AdminDaemon>();
        m_bearer = "Authorization: Bearer " + QByteArray::fromStdString(m_daemon->token()) + "\r\n";
    }
    void cleanup() { m_daemon.reset(); }

    void refusesStrangers_data()
    {
        QTest::addColumn<QByteArray>("credential");
        QTest::addColumn<QString>("code");
        QTest::newRow("none") << QByteArray("") << QStringLiteral("missing_credential");
        QTest::newRow("no scheme") << QByteArray("letmein") << QStringLiteral("invalid_credential");
        QTest::newRow("another scheme") << QByteArray("Basic YTpi") << QStringLiteral("invalid_credential");
        QTest::newRow("empty token") << QByteArray("Bearer ") << QStringLiteral("invalid_credential");
        QTest::newRow("nonsense") << QByteArray("Bearer sk-1") << QStringLiteral("invalid_credential");
        const Secret forged = hypercore::makeCredential(hypercore::kAdminTokenPrefix, makeUuidV7(Instant{}));
        QTest::newRow("well formed") << "Bearer " + QByteArray::fromStdString(std::string(forged.reveal()))
                                     << QStringLiteral("invalid_credential");
    }
    void refusesStrangers()
    {
        QFETCH(QByteArray, credential);
        QFETCH(QString, code);
        for (const QString& path :
             {m_accounts, QStringLiteral("/admin/v1/nowhere"), QStringLiteral("/admin/v1/topups")}) {
            const auto refused = m_daemon->call("POST", path, R"({"name":"a"})", {{"authorization", credential}});
            QCOMPARE(refused.status, 401);
            QCOMPARE(refused.code(), code);
            QCOMPARE(refused.header("www-authenticate"), QByteArray("Bearer"));
            QCOMPARE(refused.header("content-type"), QByteArray("application/problem+json"));
        }
        QVERIFY(m_daemon->get(m_accounts).rows().isEmpty());
    }

    void refusesAnApplicationsKey()
    {
        const auto key = m_daemon->post(QStringLiteral("/admin/v1/keys"),
                                        test::json("{'account':'" + m_daemon->makeAccount().toUtf8() + "'}"));
        const auto refused =
            m_daemon->call("GET", m_accounts, {}, {{"authorization", "Bearer " + key.text("secret").toUtf8()}});
        QCOMPARE(refused.status, 401);
    }

    void countsWhomItDoesNotLetIn()
    {
        using Refusals = std::map<std::string_view, std::uint64_t>;
        QVERIFY(m_daemon->api().refusals().empty());
        for (int i = 0; i < 2; ++i)
            m_daemon->call("GET", m_accounts, {}, {{"authorization", "Bearer gat_nobody"}});
        m_daemon->call("GET", m_accounts, {}, {{"authorization", ""}});
        m_daemon->get(m_accounts);                            // is let in
        m_daemon->get(m_accounts + QLatin1String("/acct_0")); // and learns that there is nothing
        QTcpSocket garbage;
        garbage.connectToHost(QStringLiteral("127.0.0.1"), m_daemon->port());
        garbage.write("no request\r\n\r\n");
        const Refusals expected{{"invalid_credential", 2}, {"invalid_request_line", 1}, {"missing_credential", 1}};
        QTRY_COMPARE(m_daemon->api().refusals(), expected);
    }

    void takesTheSchemeInAnyCase()
    {
        const QByteArray token = QByteArray::fromStdString(m_daemon->token());
        QCOMPARE(m_daemon->call("GET", m_accounts, {}, {{"authorization", "bEARER " + token}}).status, 200);
    }

    void everyRouteButTheProbesAndTheDoorNeedsAToken()
    {
        for (const control::Route& route : m_daemon->api().routes().routes()) {
            const QString path = QString::fromStdString(route.pattern);
            const bool isDoor = route.method == "POST" && (path == QLatin1String("/admin/v1/sessions") ||
                                                           path == QLatin1String("/admin/v1/invitations/accept"));
            const bool isOpen = isDoor || !path.startsWith(QLatin1String("/admin/"));
            QCOMPARE(route.right == control::Right::Open, isOpen);
            const auto answer = m_daemon->call(route.method.c_str(), path, {}, {{"authorization", ""}});
            QCOMPARE(answer.status == 401, !isOpen);
        }
    }

    void tellsUnknownPathsFromWrongMethods()
    {
        QCOMPARE(m_daemon->get(QStringLiteral("/admin/v1/nowhere")).code(), QLatin1String("not_found"));
        QCOMPARE(m_daemon->get(QStringLiteral("/admin/v1/accounts/")).status, 404);
        QCOMPARE(m_daemon->get(QStringLiteral("/admin/v1/accounts/a/b")).status, 404);
        const auto refused = m_daemon->call("DELETE", m_accounts);
        QCOMPARE(refused.status, 405);
        QCOMPARE(refused.code(), QLatin1String("method_not_allowed"));
        QCOMPARE(refused.header("allow"), QByteArray("GET, POST"));
    }

    void refusesOtherOrigins()
    {
        QCOMPARE(m_daemon->call("GET", m_accounts, {}, {{"origin", "https://evil.example"}}).status, 403);
        QCOMPARE(m_daemon->call("GET", m_accounts, {}, {{"origin", "null"}}).status, 403);
        const QByteArray own = "http://127.0.0.1:" + QByteArray::number(m_daemon->port());
        QCOMPARE(m_daemon->call("GET", m_accounts, {}, {{"origin", own}}).status, 200);
    }

    // A page that made its own name lead here is its own origin, and asks without a token for what needs none.
    void refusesNamesThatAreNotItsOwn_data()
    {
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<bool>("isOwn");
        QTest::newRow("another") << QByteArray("evil.example") << false;
        QTest::newRow("with a port") << QByteArray("evil.example:8788") << false;
        QTest::newRow("looks like an address") << QByteArray("127.0.0.1.evil.example") << false;
        QTest::newRow("looks local") << QByteArray("localhost.evil.example") << false;
        QTest::newRow("address") << QByteArray("127.0.0.1:1") << true;
        QTest::newRow("IPv6 address") << QByteArray("[::1]:8788") << true;
        QTest::newRow("localhost") << QByteArray("LocalHost:8788") << true;
    }
    void refusesNamesThatAreNotItsOwn()
    {
        QFETCH(QByteArray, host);
        QFETCH(bool, isOwn);
        const QByteArray origin = "Origin: http://" + host + "\r\n";
        QCOMPARE(statusOf("GET /metrics", "Host: " + host + "\r\n"), isOwn ? 200 : 403);
        QCOMPARE(statusOf("GET /admin/v1/accounts", "Host: " + host + "\r\n" + m_bearer), isOwn ? 200 : 403);
        QCOMPARE(statusOf("POST /admin/v1/sessions", "Host: " + host + "\r\n" + origin), isOwn ? 400 : 403);
        QVERIFY(statusOf("GET /healthz", "Host: " + host + "\r\n") != 403);
    }

    void answersToNamesThatItWasGiven()
    {
        const auto status = [this](const char* host) {
            return statusOf("GET /metrics", QByteArray("Host: ") + host + "\r\n");
        };
        const auto proxies = *http::parseAddressBlocks("127.0.0.0/8");
        m_daemon->api().setHostRule({.names = {}, .proxies = proxies, .isEncrypted = false});
        QCOMPARE(status("admin.example"), 200);
        m_daemon->api().setHostRule({.names = {"admin.example"}, .proxies = proxies, .isEncrypted = false});
        QCOMPARE(status("Admin.Example:443"), 200);
        QCOMPARE(status("evil.example"), 403);
        m_daemon->api().setHostRule({.names = {}, .proxies = {}, .isEncrypted = true});
        QCOMPARE(status("evil.example"), 200);
    }

    void refusesTwoCredentials()
    {
        const QByteArray other = "Authorization: Bearer gat_other\r\n";
        const QByteArray host = "Host: localhost\r\n";
        QCOMPARE(statusOf("GET /admin/v1/accounts", host + m_bearer + other), 401);
        QCOMPARE(statusOf("GET /admin/v1/accounts", host + other + m_bearer), 401);
        QCOMPARE(statusOf("GET /admin/v1/accounts", host + m_bearer + m_bearer), 200);
    }

    void refusesLargeBodies()
    {
        const QByteArray body = test::json("{'name':'" + QByteArray(1024 * 1024, 'x') + "'}");
        QCOMPARE(m_daemon->post(m_accounts, body).status, 413);
        QCOMPARE(m_daemon->get(m_accounts).status, 200);
    }

    void refusesDeepBodies()
    {
        const QByteArray body = test::json("{'name':" + QByteArray(200'000, '[') + QByteArray(200'000, ']') + "}");
        QCOMPARE(m_daemon->post(m_accounts, body).status, 400);
        QCOMPARE(m_daemon->get(m_accounts).status, 200);
        const auto nested = [this](int depth) { // with the object around it one deeper
            return m_daemon->post(
                m_accounts, test::json("{'name':" + QByteArray(depth, '[') + "'\\'[['" + QByteArray(depth, ']') + "}"));
        };
        QCOMPARE(nested(64).code(), QLatin1String("invalid_json"));
        QVERIFY(nested(63).code() != QLatin1String("invalid_json"));
    }

    void refusesParametersItDoesNotKnow_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("param");
        const auto row = [](const char* query, const char* param) {
            QTest::newRow(query) << QString::fromLatin1(query) << QString::fromLatin1(param);
        };
        row("?foo=1", "foo");
        row("?limit=0", "limit");
        row("?limit=501", "limit");
        row("?limit=-1", "limit");
        row("?limit=ten", "limit");
        row("?limit=1&limit=2", "limit");
        row("?limit=99999999999999999999", "limit");
        row("?cursor=", "cursor");
        row("?cursor=abc", "cursor");
        row("?cursor=%00%ff", "cursor");
    }
    void refusesParametersItDoesNotKnow()
    {
        QFETCH(QString, query);
        QFETCH(QString, param);
        const auto refused = m_daemon->get(m_accounts + query);
        QCOMPARE(refused.status, 400);
        QCOMPARE(refused.param(), param);
    }

    void oneListsCursorIsNoOthers()
    {
        m_daemon->makeAccount();
        m_daemon->makeAccount();
        const QString cursor = m_daemon->get(m_accounts + QLatin1String("?limit=1")).text("next_cursor");
        QVERIFY(!cursor.isEmpty());
        for (const char* list : {"keys", "wallets", "orders", "transfers", "topups", "prices"}) {
            const auto refused =
                m_daemon->get(QStringLiteral("/admin/v1/%1?cursor=%2").arg(QString::fromLatin1(list), cursor));
            QCOMPARE(refused.param(), QLatin1String("cursor"));
        }
    }

    void answersAreNotKept() { QCOMPARE(m_daemon->get(m_accounts).header("cache-control"), QByteArray("no-store")); }
};

QTEST_GUILESS_MAIN(AdminApiTest)
#include "adminapi_test.moc"
