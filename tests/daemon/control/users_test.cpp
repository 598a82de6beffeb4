// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control/admindaemon.h"

#include <QTest>

using namespace gotoai;

class UsersTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::AdminDaemon> m_daemon;
    const QString m_users = QStringLiteral("/admin/v1/users");

    QString place(const test::AdminAnswer& user) const { return m_users + QLatin1Char('/') + user.text("id"); }

private Q_SLOTS:
    void init() { m_daemon = std::make_unique<test::AdminDaemon>(); }
    void cleanup() { m_daemon.reset(); }

    void createsWithAPassword()
    {
        const QString account = m_daemon->makeAccount();
        const auto created = m_daemon->makeUser("Ann@Example.com", "member", account);
        QCOMPARE(created.status, 201);
        QCOMPARE(created.header("location"), place(created).toUtf8());
        QCOMPARE(created.header("etag"), QByteArray("\"1\""));
        QCOMPARE(created.text("email"), QLatin1String("ann@example.com"));
        QCOMPARE(created.text("account"), account);
        QVERIFY(created.json.value(QLatin1String("has_password")).toBool());
        QVERIFY(created.json.value(QLatin1String("invitation")).isNull());
        QVERIFY(!created.body.contains(test::AdminDaemon::kPassword));
        QJsonObject shown = created.json;
        shown.remove(QLatin1String("invitation"));
        QCOMPARE(m_daemon->get(place(created)).json, shown);
    }

    void invitesAndShowsTheTokenOnce()
    {
        const auto invited = m_daemon->post(m_users, R"({"email":"ann@example.com","role":"viewer"})");
        QVERIFY(invited.text("invitation").startsWith(QLatin1String("giv_")));
        QCOMPARE(invited.text("invited_until"), QLatin1String("2023-11-17T22:13:20.000000Z"));
        QVERIFY(!m_daemon->get(place(invited)).body.contains("giv_"));
        QVERIFY(!m_daemon->get(m_users).body.contains("giv_"));
        const auto again = m_daemon->post(place(invited) + QLatin1String("/invitation"), {}, {{"if-match", "1"}});
        QCOMPARE(again.status, 201);
        QVERIFY(again.text("invitation") != invited.text("invitation"));
        QCOMPARE(m_daemon->post(place(invited) + QLatin1String("/invitation"), {}, {{"if-match", "1"}}).status, 409);
    }

    void changesRoleStateAndPassword()
    {
        const auto created = m_daemon->makeUser("ann@example.com", "viewer");
        const auto session = m_daemon->signIn("ann@example.com");
        const auto by = test::AdminDaemon::bearer(session.text("token").toStdString());
        const QString providers = QStringLiteral("/admin/v1/providers");
        const QByteArray provider = R"({"name":"simulated","protocol":"simulator"})";
        QCOMPARE(m_daemon->post(providers, provider, by).status, 403);
        const auto changed =
            m_daemon->patch(place(created), R"({"role":"operator","name":"Ann"})", {{"if-match", "1"}});
        QCOMPARE(changed.status, 200);
        QCOMPARE(changed.text("role"), QLatin1String("operator"));
        QCOMPARE(m_daemon->post(providers, provider, by).status, 201); // in the same session

        const auto late = m_daemon->patch(place(created), R"({"name":"Anna"})", {{"if-match", "1"}});
        QCOMPARE(late.status, 409);
        QCOMPARE(late.json.value(QLatin1String("current")).toObject().value(QLatin1String("name")).toString(),
                 QLatin1String("Ann"));

        m_daemon->clock().advance(std::chrono::seconds(1));
        QCOMPARE(m_daemon->patch(place(created), R"({"password":"another password"})", {{"if-match", "2"}}).status,
                 200);
        QCOMPARE(m_daemon->post(providers, provider, by).status, 401);
        QCOMPARE(m_daemon->signIn("ann@example.com").status, 401);
        QCOMPARE(m_daemon->signIn("ann@example.com", "another password").status, 201);
        QCOMPARE(m_daemon->patch(place(created), R"({"enabled":false})", {{"if-match", "3"}}).status, 200);
        QCOMPARE(m_daemon->signIn("ann@example.com", "another password").status, 401);
    }

    void refusesWhatIsWrong_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("param");
        const auto row = [](const char* name, const char* body, int status, const char* param) {
            QTest::newRow(name) << test::json(body) << status << QString::fromLatin1(param);
        };
        row("no role", "{'email':'a@b'}", 400, "role");
        row("unknown role", "{'email':'a@b','role':'root'}", 400, "role");
        row("member of nothing", "{'email':'a@b','role':'member'}", 400, "account");
        row("unknown account", "{'email':'a@b','role':'member','account':'acct_0123456789abcdef0123456789abcdef'}", 400,
            "account");
        row("no address", "{'email':'ab','role':'viewer'}", 400, "email");
        row("short password", "{'email':'a@b','role':'viewer','password':'short'}", 400, "password");
        row("unknown field", "{'email':'a@b','role':'viewer','is_admin':true}", 400, "is_admin");
        row("taken address", "{'email':'ANN@example.com','role':'viewer'}", 409, "email");
    }
    void refusesWhatIsWrong()
    {
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        QFETCH(QString, param);
        m_daemon->makeUser("ann@example.com", "viewer");
        const auto refused = m_daemon->post(m_users, body);
        QCOMPARE(refused.status, status);
        QCOMPARE(refused.param(), param);
        QCOMPARE(m_daemon->get(m_users).rows().size(), 1);
    }

    void lists()
    {
        const QString account = m_daemon->makeAccount();
        m_daemon->makeUser("ann@example.com", "member", account);
        m_daemon->makeUser("bob@example.com", "viewer");
        QCOMPARE(m_daemon->get(m_users).rows().size(), 2);
        QCOMPARE(m_daemon->get(m_users + QLatin1String("?account=") + account).rows().size(), 1);
        QCOMPARE(m_daemon->get(m_users + QLatin1String("?email=bob@example.com")).rows().size(), 1);
        QCOMPARE(m_daemon->get(m_users + QLatin1String("/usr_0123456789abcdef0123456789abcdef")).status, 404);
    }
};

QTEST_GUILESS_MAIN(UsersTest)
#include "users_test.moc"
