// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control/admindaemon.h"

#include <QTest>

using namespace gotoai;

class WebhooksTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::AdminDaemon> m_daemon;
    const QString m_path = QStringLiteral("/admin/v1/webhooks");

    test::AdminAnswer create(const QByteArray& more = {})
    {
        return m_daemon->post(m_path, test::json("{'name':'pager','url':'https://127.0.0.1:1/in'" + more + "}"));
    }

private Q_SLOTS:
    void init() { m_daemon = std::make_unique<test::AdminDaemon>(); }
    void cleanup() { m_daemon.reset(); }

    void showsItsSecretOnce()
    {
        const auto created = create(",'kinds':['low_balance'],'severity':'warning'");
        QCOMPARE(created.status, 201);
        const QString secret = created.text("secret");
        QVERIFY(secret.startsWith(QLatin1String("whsec_")));
        const auto shown = m_daemon->get(QString::fromUtf8(created.header("location")));
        QCOMPARE(shown.status, 200);
        QCOMPARE(shown.text("severity"), QLatin1String("warning"));
        QCOMPARE(shown.number("waiting"), 0);
        QVERIFY(shown.json.value(QLatin1String("last_delivery")).isNull());
        for (const auto& answer : {shown, m_daemon->get(m_path), m_daemon->get(QStringLiteral("/admin/v1/audit"))})
            QVERIFY(!answer.body.contains(secret.toUtf8()));
        QVERIFY(m_daemon->bytesOnDisk().find(secret.toStdString()) == std::string::npos);
    }

    void changesAndGoes()
    {
        const QString path = m_path + QLatin1Char('/') + create().text("id");
        const auto changed = m_daemon->patch(path, R"({"severity":"critical","enabled":false})", {{"if-match", "1"}});
        QCOMPARE(changed.status, 200);
        QCOMPARE(changed.text("severity"), QLatin1String("critical"));
        QCOMPARE(m_daemon->patch(path, R"({"name":"x"})", {{"if-match", "1"}}).status, 409);
        QCOMPARE(m_daemon->patch(path, R"({"severity":"grave"})").param(), QLatin1String("severity"));
        QCOMPARE(m_daemon->patch(path, R"({"secret":"mine"})").param(), QLatin1String("secret"));
        QCOMPARE(m_daemon->call("DELETE", path).status, 204);
        QCOMPARE(m_daemon->get(path).status, 404);
    }

    void anAlertWaitsForIt()
    {
        const QString path = m_path + QLatin1Char('/') + create().text("id");
        m_daemon->alertStore().raise({.kind = "low_balance", .subject = "acct_1"});
        m_daemon->alertStore().raise({.kind = "low_balance", .subject = "acct_1"});
        QCOMPARE(m_daemon->get(path).number("waiting"), 1);
        m_daemon->alertStore().clear("low_balance", "acct_1");
        QCOMPARE(m_daemon->get(path).number("waiting"), 2);
    }

    void aTestTellsWhatCameOfIt()
    {
        const QString path = m_path + QLatin1Char('/') + create().text("id");
        const auto answer = m_daemon->post(path + QLatin1String("/test"), "");
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.json.value(QLatin1String("delivered")), QJsonValue(false));
        QVERIFY(answer.json.value(QLatin1String("status")).isNull());
        QVERIFY(answer.text("error").contains(QLatin1String("address is not allowed")));
        QCOMPARE(m_daemon->post(m_path + QLatin1String("/hook_1/test"), "").status, 404);
    }
};

QTEST_GUILESS_MAIN(WebhooksTest)
#include "webhooks_test.moc"
