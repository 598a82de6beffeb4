// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control/admindaemon.h"

#include <QTest>

using namespace gotoai;

class AdminTokensTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::AdminDaemon> m_daemon;
    const QString m_tokens = QStringLiteral("/admin/v1/admin-tokens");

    test::AdminAnswer create(const QByteArray& body) { return m_daemon->post(m_tokens, test::json(body)); }
    int statusFor(const test::AdminAnswer& token)
    {
        return m_daemon
            ->call("GET", QStringLiteral("/admin/v1/providers"), {},
                   test::AdminDaemon::bearer(token.text("token").toStdString()))
            .status;
    }

private Q_SLOTS:
    void init() { m_daemon = std::make_unique<test::AdminDaemon>(); }
    void cleanup() { m_daemon.reset(); }

    void showsATokenOnce()
    {
        const auto created = create("{'label':'ci','role':'viewer'}");
        QCOMPARE(created.status, 201);
        QVERIFY(created.text("token").startsWith(QLatin1String("gat_")));
        QCOMPARE(statusFor(created), 200);
        const QString place = m_tokens + QLatin1Char('/') + created.text("id");
        QCOMPARE(created.header("location"), place.toUtf8());
        QJsonObject shown = created.json;
        shown.remove(QLatin1String("token"));
        QCOMPARE(m_daemon->get(place).json, shown);
        const auto listed = m_daemon->get(m_tokens);
        QCOMPARE(listed.rows().size(), 2); // and the one of this test's administrator
        QVERIFY(!listed.body.contains("gat_"));
        QVERIFY(m_daemon->bytesOnDisk().find(created.text("token").mid(37, 43).toStdString()) == std::string::npos);
    }

    void revokesForGood()
    {
        const auto created = create("{'role':'admin'}");
        const QString place = m_tokens + QLatin1Char('/') + created.text("id");
        const auto revoked = m_daemon->call("DELETE", place);
        QCOMPARE(revoked.status, 200);
        QVERIFY(!revoked.text("revoked_at").isEmpty());
        QCOMPARE(statusFor(created), 401);
        QCOMPARE(m_daemon->call("DELETE", place).json, revoked.json);
    }

    void expires()
    {
        const auto created = create("{'role':'operator','expires_at':'2023-11-14T22:13:21Z'}");
        QCOMPARE(statusFor(created), 200);
        m_daemon->clock().advance(std::chrono::seconds(1));
        QCOMPARE(statusFor(created), 401);
    }

    void refusesWhatIsWrong_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("param");
        const auto row = [](const char* name, const char* body, const char* param) {
            QTest::newRow(name) << QByteArray(body) << QString::fromLatin1(param);
        };
        row("no role", "{'label':'ci'}", "role");
        row("unknown role", "{'role':'owner'}", "role");
        row("member of nothing", "{'role':'member'}", "account");
        row("viewer of an account", "{'role':'viewer','account':'acct_0123456789abcdef0123456789abcdef'}", "account");
        row("in the past", "{'role':'viewer','expires_at':'2023-11-14T22:13:20Z'}", "expires_at");
        row("control character", "{'role':'viewer','label':'a\\nb'}", "label");
        row("chosen text", "{'role':'viewer','token':'gat_mine'}", "token");
    }
    void refusesWhatIsWrong()
    {
        QFETCH(QByteArray, body);
        QFETCH(QString, param);
        const auto refused = create(body);
        QCOMPARE(refused.status, 400);
        QCOMPARE(refused.param(), param);
        QCOMPARE(m_daemon->get(m_tokens).rows().size(), 1);
    }
};

QTEST_GUILESS_MAIN(AdminTokensTest)
#include "admintokens_test.moc"
