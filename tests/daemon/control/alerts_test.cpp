// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control/admindaemon.h"

#include <QTest>

using namespace gotoai;

class AlertsTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::AdminDaemon> m_daemon;
    const QString m_path = QStringLiteral("/admin/v1/alerts");

    QString raise(const std::string& subject, const QString& account = {})
    {
        alerts::Finding finding{.kind = "low_balance",
                                .severity = alerts::Severity::Warning,
                                .subject = subject,
                                .account = std::nullopt,
                                .facts = "the wallet has $1"};
        if (!account.isEmpty())
            finding.account = *AccountId::parse(account.toStdString());
        m_daemon->alertStore().raise(finding);
        return QString::fromStdString(m_daemon->alertStore().alerts().rbegin()->first.toString());
    }

private Q_SLOTS:
    void init() { m_daemon = std::make_unique<test::AdminDaemon>(); }
    void cleanup() { m_daemon.reset(); }

    void listsAndShows()
    {
        const QString first = raise("prov_1");
        m_daemon->clock().advance(std::chrono::seconds(1));
        const QString second = raise("prov_2");
        const auto rows = m_daemon->get(m_path).rows();
        QCOMPARE(rows.size(), 2);
        const auto shown = m_daemon->get(m_path + QLatin1Char('/') + second);
        QCOMPARE(shown.status, 200);
        QCOMPARE(rows.first().toObject(), shown.json);
        QCOMPARE(shown.text("subject"), QLatin1String("prov_2"));
        QCOMPARE(shown.text("severity"), QLatin1String("warning"));
        QVERIFY(shown.json.value(QLatin1String("acknowledged_by")).isNull());
        QCOMPARE(m_daemon->get(m_path + QLatin1String("?kind=other")).rows().size(), 0);
        QVERIFY(first != second);
    }

    void isAcknowledgedOnce()
    {
        const QString id = raise("prov_1");
        const QString path = m_path + QLatin1Char('/') + id + QLatin1String("/acknowledgement");
        const auto done = m_daemon->post(path, "", {{"if-match", "1"}});
        QCOMPARE(done.status, 200);
        QVERIFY(done.text("acknowledged_by").startsWith(QLatin1String("tok_")));
        QCOMPARE(m_daemon->post(path, "", {{"if-match", "1"}}).status, 409);
        QCOMPARE(m_daemon->get(m_path + QLatin1String("?open=true")).rows().size(), 0);
        QCOMPARE(m_daemon->get(m_path + QLatin1String("?open=false")).rows().size(), 1);
        QCOMPARE(m_daemon->get(m_path + QLatin1String("?open=perhaps")).param(), QLatin1String("open"));
        const auto audit = m_daemon->get(QStringLiteral("/admin/v1/audit?limit=5")).rows();
        QVERIFY(std::any_of(audit.begin(), audit.end(), [&](const QJsonValue& row) {
            return row.toObject().value(QLatin1String("resource")).toString() == id;
        }));
    }

    void aMemberSeesWhatIsOfHisAccount()
    {
        const QString account = m_daemon->makeAccount();
        const auto member = test::AdminDaemon::bearer(m_daemon->makeToken(hypercore::Role::Member, account));
        raise("prov_1");
        raise(account.toStdString(), account);
        raise("acct_other", m_daemon->makeAccount());
        const auto rows = m_daemon->call("GET", m_path, {}, member).rows();
        QCOMPARE(rows.size(), 1);
        QCOMPARE(rows.first().toObject().value(QLatin1String("subject")).toString(), account);
    }
};

QTEST_GUILESS_MAIN(AlertsTest)
#include "alerts_test.moc"
