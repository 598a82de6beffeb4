// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control/admindaemon.h"

#include <QTest>

using namespace gotoai;

class PlansTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::AdminDaemon> m_daemon;
    const QString m_plans = QStringLiteral("/admin/v1/plans");
    const QString m_accounts = QStringLiteral("/admin/v1/accounts");

    test::AdminAnswer make(const QByteArray& name, const QByteArray& members = "'fee_basis_points':250")
    {
        return m_daemon->post(m_plans, test::json("{'name':'" + name + "'," + members + "}"));
    }
    QString makeAccount(const QByteArray& members)
    {
        return m_daemon->post(m_accounts, test::json("{'name':'a'," + members + "}")).text("id");
    }
    // "250 0.001 plan"
    QString feeOf(const QString& account)
    {
        const auto answer = m_daemon->get(m_accounts + QLatin1Char('/') + account);
        return QString::number(answer.number("fee_basis_points")) + QLatin1Char(' ') + answer.text("fee_per_call_usd") +
               QLatin1Char(' ') + answer.text("fee_source");
    }

private Q_SLOTS:
    void init() { m_daemon = std::make_unique<test::AdminDaemon>(); }
    void cleanup() { m_daemon.reset(); }

    void isMadeChangedAndDeleted()
    {
        const auto created = make("team", "'fee_basis_points':250,'fee_per_call_usd':'0.001'");
        QCOMPARE(created.status, 201);
        const QString path = m_plans + QLatin1Char('/') + created.text("id");
        QCOMPARE(m_daemon->get(path).json, created.json);
        QCOMPARE(m_daemon->get(m_plans).rows().size(), 1);
        const auto changed = m_daemon->patch(path, R"({"fee_per_call_usd":"0"})", {{"if-match", "\"1\""}});
        QCOMPARE(changed.status, 200);
        QCOMPARE(changed.number("fee_basis_points"), 250);
        QCOMPARE(changed.text("fee_per_call_usd"), QLatin1String("0"));
        QCOMPARE(m_daemon->patch(path, R"({"name":"x"})", {{"if-match", "\"1\""}}).status, 409);
        QCOMPARE(m_daemon->call("DELETE", path).status, 204);
        QCOMPARE(m_daemon->get(path).status, 404);
    }

    void accountsFollowTheirPlan()
    {
        const QByteArray plan = make("team").text("id").toUtf8();
        const QString on = makeAccount("'plan':'" + plan + "'");
        const QString own = makeAccount("'plan':'" + plan + "','fee_per_call_usd':'0.5'");
        const QString neither = makeAccount("'enabled':true");
        QCOMPARE(feeOf(on), QLatin1String("250 0 plan"));
        QCOMPARE(feeOf(own), QLatin1String("0 0.5 account"));
        QCOMPARE(feeOf(neither), QLatin1String("0 0 configuration"));

        const QString path = m_plans + QLatin1Char('/') + QString::fromUtf8(plan);
        QCOMPARE(m_daemon->patch(path, R"({"fee_basis_points":300})").status, 200);
        QCOMPARE(feeOf(on), QLatin1String("300 0 plan"));
        QCOMPARE(feeOf(own), QLatin1String("0 0.5 account"));

        m_daemon->patch(m_accounts + QLatin1Char('/') + own, R"({"fee_basis_points":null,"fee_per_call_usd":null})");
        QCOMPARE(feeOf(own), QLatin1String("300 0 plan"));
        m_daemon->patch(m_accounts + QLatin1Char('/') + on, R"({"plan":null})");
        QCOMPARE(feeOf(on), QLatin1String("0 0 configuration"));
        m_daemon->directory().setDefaultFee({100, Money::fromNano(5)});
        QCOMPARE(feeOf(on), QLatin1String("100 0.000000005 configuration"));
        QCOMPARE(feeOf(own), QLatin1String("300 0 plan"));
    }

    void stayWhileAccountsAreOnThem()
    {
        const QString plan = make("team").text("id");
        const QString path = m_plans + QLatin1Char('/') + plan;
        const QString account = makeAccount("'plan':'" + plan.toUtf8() + "'");
        QCOMPARE(m_daemon->call("DELETE", path).status, 409);
        m_daemon->patch(m_accounts + QLatin1Char('/') + account, R"({"plan":null})");
        QCOMPARE(m_daemon->call("DELETE", path).status, 204);
    }

    void refusesWhatIsWrong_data()
    {
        QTest::addColumn<QByteArray>("members");
        QTest::addColumn<QString>("param");
        const auto row = [](const char* members, const char* param) {
            QTest::newRow(members) << QByteArray(members) << QString::fromLatin1(param);
        };
        for (const char* share : {"-1", "1000001", "2147483648", "9007199254740992", "18446744073709551615", "1.5"})
            row(QByteArray(QByteArray("'fee_basis_points':") + share).constData(), "fee_basis_points");
        for (const char* amount : {"'-1'", "'-0.000000001'", "'9223372036854775808'", "'NaN'", "'1e309'", "1", "null"})
            row(QByteArray(QByteArray("'fee_per_call_usd':") + amount).constData(), "fee_per_call_usd");
        row("'name':''", "name");
        row("'name':'a\u0007'", "name");
        row("'other':1", "other");
    }
    void refusesWhatIsWrong()
    {
        QFETCH(QByteArray, members);
        QFETCH(QString, param);
        const bool isNamed = members.startsWith("'name'");
        const auto refused =
            m_daemon->post(m_plans, test::json("{" + (isNamed ? QByteArray() : "'name':'a',") + members + "}"));
        QCOMPARE(refused.status, 400);
        QCOMPARE(refused.param(), param);
        QVERIFY(m_daemon->get(m_plans).rows().isEmpty());
    }

    void twoHaveNotOneName()
    {
        QCOMPARE(make("team").status, 201);
        QCOMPARE(make("team").status, 409);
        const auto other = make("other");
        QCOMPARE(m_daemon->patch(m_plans + QLatin1Char('/') + other.text("id"), R"({"name":"team"})").status, 409);
    }

    void anAccountNeedsAPlanThatIsThere()
    {
        const auto refused =
            m_daemon->post(m_accounts, test::json("{'name':'a','plan':'plan_0123456789abcdef0123456789abcdef'}"));
        QCOMPARE(refused.status, 400);
        QCOMPARE(refused.param(), QLatin1String("plan"));
    }
};

QTEST_GUILESS_MAIN(PlansTest)
#include "plans_test.moc"
