// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control/admindaemon.h"

#include <QTest>

using namespace gotoai;
using namespace std::chrono_literals;

class SessionsTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::AdminDaemon> m_daemon;
    const QString m_sessions = QStringLiteral("/admin/v1/sessions");
    const QString m_current = QStringLiteral("/admin/v1/sessions/current");
    const QString m_password = QStringLiteral("/admin/v1/sessions/current/password");

    static test::AdminDaemon::Headers by(const test::AdminAnswer& session)
    {
        return test::AdminDaemon::bearer(session.text("token").toStdString());
    }

private Q_SLOTS:
    void init() { m_daemon = std::make_unique<test::AdminDaemon>(); }
    void cleanup() { m_daemon.reset(); }

    void aUserSignsInAndOut()
    {
        const auto user = m_daemon->makeUser("ann@example.com", "operator");
        const auto session = m_daemon->signIn("Ann@Example.com");
        QCOMPARE(session.status, 201);
        QCOMPARE(session.header("cache-control"), QByteArray("no-store"));
        QVERIFY(session.text("token").startsWith(QLatin1String("gas_")));
        QCOMPARE(session.text("expires_at"), QLatin1String("2023-11-15T10:13:20.000000Z"));

        const auto identity = m_daemon->call("GET", m_current, {}, by(session));
        QCOMPARE(identity.status, 200);
        QCOMPARE(identity.text("user"), user.text("id"));
        QCOMPARE(identity.text("name"), QLatin1String("ann@example.com"));
        QCOMPARE(identity.text("role"), QLatin1String("operator"));
        QVERIFY(identity.json.value(QLatin1String("account")).isNull());
        QJsonObject shown = session.json;
        shown.remove(QLatin1String("token"));
        QCOMPARE(identity.json, shown);

        QCOMPARE(m_daemon->call("DELETE", m_current, {}, by(session)).status, 204);
        QCOMPARE(m_daemon->call("GET", m_current, {}, by(session)).code(), QLatin1String("invalid_credential"));
    }

    void aSessionExpires()
    {
        m_daemon->makeUser("ann@example.com", "viewer");
        const auto session = m_daemon->signIn("ann@example.com");
        m_daemon->clock().advance(test::AdminDaemon::kSessionLifetime);
        const auto refused = m_daemon->call("GET", m_current, {}, by(session));
        QCOMPARE(refused.status, 401);
        QCOMPARE(refused.code(), QLatin1String("expired_credential"));
        QCOMPARE(m_daemon->get(m_sessions).rows().size(), 0);
    }

    void anAdminTokenHasAnIdentityToo()
    {
        const auto identity = m_daemon->get(m_current);
        QVERIFY(identity.text("credential").startsWith(QLatin1String("tok_")));
        QVERIFY(identity.json.value(QLatin1String("user")).isNull());
        QCOMPARE(identity.text("role"), QLatin1String("admin"));
        QCOMPARE(m_daemon->call("DELETE", m_current).status, 409);
        QCOMPARE(m_daemon->call("PUT", m_password, R"({"current_password":"a","password":"b"})").status, 409);
    }

    void listsTellOnesOwn()
    {
        m_daemon->makeUser("ann@example.com", "viewer");
        m_daemon->makeUser("bob@example.com", "admin");
        const auto ann = m_daemon->signIn("ann@example.com");
        m_daemon->signIn("ann@example.com");
        const auto bob = m_daemon->signIn("bob@example.com");
        const auto own = m_daemon->call("GET", m_sessions, {}, by(ann));
        QCOMPARE(own.rows().size(), 2);
        QCOMPARE(own.rows().at(1).toObject().value(QLatin1String("current")).toBool(), true);
        QCOMPARE(own.rows().at(0).toObject().value(QLatin1String("current")).toBool(), false);
        QVERIFY(!own.body.contains("bob@"));
        QCOMPARE(m_daemon->call("GET", m_sessions, {}, by(bob)).rows().size(), 3);
        QCOMPARE(m_daemon->get(m_sessions + QLatin1String("?user=") + ann.text("user")).rows().size(), 2);
        QCOMPARE(m_daemon->get(m_sessions + QLatin1String("?limit=1")).rows().size(), 1);
    }

    void onlyAnAdminEndsTheSessionsOfOthers()
    {
        m_daemon->makeUser("ann@example.com", "viewer");
        m_daemon->makeUser("bob@example.com", "operator");
        const auto ann = m_daemon->signIn("ann@example.com");
        const auto other = m_daemon->signIn("ann@example.com");
        const auto bob = m_daemon->signIn("bob@example.com");
        const auto end = [&](const test::AdminAnswer& session, const test::AdminDaemon::Headers& who) {
            return m_daemon->call("DELETE", m_sessions + QLatin1Char('/') + session.text("credential"), {}, who).status;
        };
        QCOMPARE(end(bob, by(ann)), 404);
        QCOMPARE(end(other, by(ann)), 204);
        QCOMPARE(end(other, by(ann)), 404);
        QCOMPARE(end(bob, {}), 204);
        QCOMPARE(m_daemon->call("GET", m_current, {}, by(bob)).status, 401);
        QCOMPARE(m_daemon->call("GET", m_current, {}, by(ann)).status, 200);
    }

    void wrongPasswordsAndUnknownUsersLookAlike()
    {
        m_daemon->makeUser("ann@example.com", "viewer");
        const auto wrong = m_daemon->signIn("ann@example.com", "not the password");
        const auto unknown = m_daemon->signIn("eve@example.com");
        QCOMPARE(wrong.status, 401);
        QCOMPARE(wrong.code(), QLatin1String("invalid_credential"));
        QCOMPARE(unknown.body, wrong.body);
    }

    void failuresDelayTheNextAttemptAndNobodyElse()
    {
        m_daemon->makeUser("ann@example.com", "viewer");
        m_daemon->makeUser("bob@example.com", "viewer");
        QList<int> statuses;
        for (int i = 0; i < 4; ++i)
            statuses.append(m_daemon->signIn("ann@example.com", "wrong").status);
        QCOMPARE(statuses, (QList<int>{401, 401, 401, 429}));
        const auto refused = m_daemon->signIn("ann@example.com");
        QCOMPARE(refused.status, 429);
        QCOMPARE(refused.code(), QLatin1String("rate_limited"));
        QCOMPARE(refused.header("retry-after"), QByteArray("1"));
        QCOMPARE(m_daemon->signIn("bob@example.com").status, 201);
        m_daemon->clock().advance(999ms);
        QCOMPARE(m_daemon->signIn("ann@example.com").status, 429);
        m_daemon->clock().advance(1ms);
        QCOMPARE(m_daemon->signIn("ann@example.com").status, 201);
        QCOMPARE(m_daemon->signIn("ann@example.com", "wrong").status, 401);
    }

    void signInRefusesWhatIsNoSignIn_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("param");
        QTest::newRow("no password") << QByteArray(R"({"email":"a@b"})") << QStringLiteral("password");
        QTest::newRow("number") << QByteArray(R"({"email":"a@b","password":1})") << QStringLiteral("password");
        QTest::newRow("null") << QByteArray(R"({"email":null,"password":"x"})") << QStringLiteral("email");
        QTest::newRow("unknown field") << QByteArray(R"({"email":"a@b","password":"x","role":"admin"})")
                                       << QStringLiteral("role");
    }
    void signInRefusesWhatIsNoSignIn()
    {
        QFETCH(QByteArray, body);
        QFETCH(QString, param);
        const auto refused = m_daemon->post(m_sessions, body, {{"authorization", ""}});
        QCOMPARE(refused.status, 400);
        QCOMPARE(refused.param(), param);
    }

    void anIdempotencyKeyBeforeTheSignInIsNothing()
    {
        m_daemon->makeUser("ann@example.com", "viewer");
        const QByteArray body =
            test::json(QByteArray("{'email':'ann@example.com','password':'") + test::AdminDaemon::kPassword + "'}");
        const test::AdminDaemon::Headers headers{{"authorization", ""}, {"idempotency-key", "once"}};
        const auto first = m_daemon->post(m_sessions, body, headers);
        const auto second = m_daemon->post(m_sessions, body, headers);
        QCOMPARE(first.status, 201);
        QCOMPARE(second.status, 201);
        QVERIFY(first.text("token") != second.text("token"));
    }

    void theAuditSaysWhoSignedInAndWhoDidNot()
    {
        const auto user = m_daemon->makeUser("ann@example.com", "viewer");
        const auto session = m_daemon->signIn("ann@example.com");
        m_daemon->signIn("ann@example.com", "not the password");
        QCOMPARE(m_daemon->post(QStringLiteral("/admin/v1/accounts"), R"({"name":"x"})", by(session)).status, 403);
        const auto audit = m_daemon->get(QStringLiteral("/admin/v1/audit"));
        const auto rows = audit.rows();
        const auto text = [&rows](int row, const char* member) {
            return rows.at(row).toObject().value(QLatin1String(member)).toString();
        };
        QCOMPARE(text(0, "principal"), user.text("id")); // the refused write
        QCOMPARE(text(1, "principal"), QString());       // the failed sign-in
        QCOMPARE(text(2, "principal"), user.text("id")); // the sign-in
        QVERIFY(!audit.body.contains("not the password"));
        QVERIFY(!audit.body.contains(test::AdminDaemon::kPassword));
        QVERIFY(!audit.body.contains(session.text("token").toUtf8()));
    }

    void aNewPasswordIsOnRecordAsTheUsersAndTheSessionsChange()
    {
        const auto user = m_daemon->makeUser("ann@example.com", "viewer");
        const auto session = m_daemon->signIn("ann@example.com");
        const QByteArray body = test::json(QByteArray("{'current_password':'") + test::AdminDaemon::kPassword +
                                           "','password':'another password'}");
        const auto changed = m_daemon->call("PUT", m_password, body, by(session));
        QCOMPARE(changed.status, 200);
        const auto audit = m_daemon->get(QStringLiteral("/admin/v1/audit"));
        const auto rows = audit.rows();
        const auto text = [&rows](int row, const char* member) {
            return rows.at(row).toObject().value(QLatin1String(member)).toString();
        };
        QCOMPARE(text(0, "resource"), changed.text("credential")); // the new session, which he is known by now
        QCOMPARE(text(0, "credential"), changed.text("credential"));
        QCOMPARE(text(1, "resource"), user.text("id"));
        QCOMPARE(text(1, "credential"), session.text("credential"));
        QCOMPARE(text(2, "resource"), session.text("credential")); // the sign-in
        QVERIFY(!audit.body.contains("another password"));
    }

    void nobodySignsInFromAForeignPage()
    {
        m_daemon->makeUser("ann@example.com", "viewer");
        const QByteArray body =
            test::json(QByteArray("{'email':'ann@example.com','password':'") + test::AdminDaemon::kPassword + "'}");
        QCOMPARE(m_daemon->post(m_sessions, body, {{"origin", "https://evil.example"}}).status, 403);
        QCOMPARE(m_daemon->get(m_sessions).rows().size(), 0);
    }

    void anInvitationOpensOnce()
    {
        const auto invited =
            m_daemon->post(QStringLiteral("/admin/v1/users"), R"({"email":"ann@example.com","role":"viewer"})");
        QCOMPARE(invited.status, 201);
        const QByteArray body =
            test::json("{'invitation':'" + invited.text("invitation").toUtf8() + "','password':'a new password'}");
        const QString accept = QStringLiteral("/admin/v1/invitations/accept");
        const auto session = m_daemon->post(accept, body, {{"authorization", ""}});
        QCOMPARE(session.status, 201);
        QCOMPARE(m_daemon->call("GET", m_current, {}, by(session)).text("name"), QLatin1String("ann@example.com"));
        QCOMPARE(m_daemon->post(accept, body, {{"authorization", ""}}).code(), QLatin1String("invalid_credential"));
        QCOMPARE(m_daemon->signIn("ann@example.com", "a new password").status, 201);
    }

    void aNewPasswordEndsTheSessionsFromBefore()
    {
        m_daemon->makeUser("ann@example.com", "viewer");
        const auto session = m_daemon->signIn("ann@example.com");
        m_daemon->clock().advance(1s);
        const auto change = [&](const QByteArray& current) {
            return m_daemon->call("PUT", m_password,
                                  test::json("{'current_password':'" + current + "','password':'a new password'}"),
                                  by(session));
        };
        const auto wrong = change("not the password");
        QCOMPARE(wrong.status, 403);
        QCOMPARE(wrong.param(), QLatin1String("current_password"));
        const auto changed = change(test::AdminDaemon::kPassword);
        QCOMPARE(changed.status, 200);
        QCOMPARE(m_daemon->call("GET", m_current, {}, by(session)).status, 401);
        QCOMPARE(m_daemon->call("GET", m_current, {}, by(changed)).status, 200);
        QCOMPARE(m_daemon->signIn("ann@example.com").status, 401);
        QCOMPARE(m_daemon->signIn("ann@example.com", "a new password").status, 201);
    }

    void guessingTheCurrentPasswordIsDelayedToo()
    {
        m_daemon->makeUser("ann@example.com", "viewer");
        const auto session = m_daemon->signIn("ann@example.com");
        QList<int> statuses;
        for (int i = 0; i < 4; ++i)
            statuses.append(m_daemon
                                ->call("PUT", m_password, R"({"current_password":"guess","password":"a new password"})",
                                       by(session))
                                .status);
        QCOMPARE(statuses, (QList<int>{403, 403, 403, 429}));
    }

    void nothingOfASecretIsOnDisk()
    {
        m_daemon->makeUser("ann@example.com", "viewer");
        const auto session = m_daemon->signIn("ann@example.com");
        const std::string disk = m_daemon->bytesOnDisk();
        QVERIFY(disk.find("ann@example.com") != std::string::npos);
        QVERIFY(disk.find(test::AdminDaemon::kPassword) == std::string::npos);
        QVERIFY(disk.find(session.text("token").mid(37, 43).toStdString()) == std::string::npos);
    }
};

QTEST_GUILESS_MAIN(SessionsTest)
#include "sessions_test.moc"
