// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control/admindaemon.h"

#include <QTest>

using namespace gotoai;

class BudgetsTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::AdminDaemon> m_daemon;
    const QString m_budgets = QStringLiteral("/admin/v1/budgets");

    test::AdminAnswer make(const QString& account, const QByteArray& more = "'period':'month'")
    {
        return m_daemon->post(
            m_budgets, test::json("{'account':'" + account.toUtf8() + "','name':'team','limit_usd':'2'," + more + "}"));
    }
    QString pathOf(const test::AdminAnswer& budget) const { return m_budgets + QLatin1Char('/') + budget.text("id"); }

    // An order of a cent under the budget.
    void hold(const QString& account, const test::AdminAnswer& budget)
    {
        clearinghouse::Reservation reservation;
        reservation.order = OrderId::make(m_daemon->clock().now());
        reservation.account = *AccountId::parse(account.toStdString());
        reservation.hold = Money::fromNano(10'000'000);
        reservation.at = m_daemon->clock().now();
        const BudgetId id = *BudgetId::parse(budget.text("id").toStdString());
        reservation.budgets = {{.budget = id,
                                .name = "team",
                                .limit = Money::fromNano(2'000'000'000),
                                .from = hypercore::windowOf(hypercore::BudgetPeriod::Month, "UTC", reservation.at).from,
                                .until = std::nullopt}};
        const auto reserved = m_daemon->await<clearinghouse::ReservationReceipt>(
            [&](auto reply) { m_daemon->ledger().reserve(reservation, m_daemon->queue(), reply); });
        QVERIFY(reserved);
    }

private Q_SLOTS:
    void init() { m_daemon = std::make_unique<test::AdminDaemon>(); }
    void cleanup() { m_daemon.reset(); }

    void showsWhatIsHeldAndWhatRemains()
    {
        const QString account = m_daemon->makeAccount();
        m_daemon->post(QStringLiteral("/admin/v1/topups"),
                       test::json("{'account':'" + account.toUtf8() + "','amount_usd':'1'}"),
                       {{"idempotency-key", "1"}});
        const auto made = make(account);
        QCOMPARE(made.status, 201);
        QCOMPARE(made.header("location"), pathOf(made).toUtf8());
        QCOMPARE(made.text("remaining_usd"), QLatin1String("2"));
        QCOMPARE(made.text("time_zone"), QLatin1String("UTC"));
        QCOMPARE(made.text("started_at"), QLatin1String("2023-11-01T00:00:00.000000Z"));
        QCOMPARE(made.text("resets_at"), QLatin1String("2023-12-01T00:00:00.000000Z"));
        hold(account, made);
        const auto held = m_daemon->get(pathOf(made));
        QCOMPARE(held.text("held_usd"), QLatin1String("0.01"));
        QCOMPARE(held.text("spent_usd"), QLatin1String("0"));
        QCOMPARE(held.text("remaining_usd"), QLatin1String("1.99"));
        const auto listed = m_daemon->get(m_budgets + QLatin1String("?account=") + account).rows();
        QCOMPARE(listed.size(), 1);
        QCOMPARE(listed.first().toObject(), held.json);
    }

    void aTotalNeverResets()
    {
        const auto made = make(m_daemon->makeAccount(), "'period':'total'");
        QVERIFY(made.json.value(QLatin1String("started_at")).isNull());
        QVERIFY(made.json.value(QLatin1String("resets_at")).isNull());
    }

    void changesByVersionAndIsDeleted()
    {
        const auto made = make(m_daemon->makeAccount());
        const auto changed = m_daemon->patch(pathOf(made), R"({"limit_usd":"3"})", {{"if-match", "1"}});
        QCOMPARE(changed.status, 200);
        QCOMPARE(changed.text("limit_usd"), QLatin1String("3"));
        QCOMPARE(changed.header("etag"), QByteArray("\"2\""));
        QCOMPARE(m_daemon->patch(pathOf(made), R"({"limit_usd":"4"})", {{"if-match", "1"}}).status, 409);
        QCOMPARE(m_daemon->call("DELETE", pathOf(made), {}, {{"if-match", "1"}}).status, 409);
        QCOMPARE(m_daemon->call("DELETE", pathOf(made), {}, {{"if-match", "2"}}).status, 204);
        QCOMPARE(m_daemon->get(pathOf(made)).status, 404);
        const auto audit = m_daemon->get(QStringLiteral("/admin/v1/audit?limit=3")).rows();
        QVERIFY(!audit.isEmpty());
        QCOMPARE(audit.first().toObject().value(QLatin1String("resource")).toString(), made.text("id"));
    }

    void listsByKey()
    {
        const QString account = m_daemon->makeAccount();
        const QByteArray key =
            m_daemon->post(QStringLiteral("/admin/v1/keys"), test::json("{'account':'" + account.toUtf8() + "'}"))
                .text("id")
                .toUtf8();
        make(account);
        const auto ofKey = make(account, "'period':'day','key':'" + key + "'");
        QCOMPARE(ofKey.status, 201);
        const auto rows = m_daemon->get(m_budgets + QLatin1String("?key=") + QString::fromUtf8(key)).rows();
        QCOMPARE(rows.size(), 1);
        QCOMPARE(rows.first().toObject(), ofKey.json);
        QCOMPARE(make(account, "'period':'day','key':'" + key + "'").status, 409);
    }

    void refusesWhatIsWrong_data()
    {
        QTest::addColumn<QByteArray>("more");
        QTest::addColumn<QString>("param");
        QTest::newRow("period") << QByteArray("'period':'year'") << QStringLiteral("period");
        QTest::newRow("zone") << QByteArray("'period':'day','time_zone':'Mars'") << QStringLiteral("time_zone");
        QTest::newRow("another's key") << QByteArray("'period':'day','key':'key_0123456789abcdef0123456789abcdef'")
                                       << QStringLiteral("key");
        QTest::newRow("unknown") << QByteArray("'period':'day','color':'red'") << QStringLiteral("color");
    }
    void refusesWhatIsWrong()
    {
        QFETCH(QByteArray, more);
        QFETCH(QString, param);
        const auto refused = make(m_daemon->makeAccount(), more);
        QCOMPARE(refused.status, 400);
        QCOMPARE(refused.param(), param);
    }

    void hostileLimitsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("limit");
        for (const char* limit : {"'-1'", "'9223372036854775808'", "'18446744073709551615'", "'NaN'", "'1e309'",
                                  "2147483648", "9007199254740992", "null", "''"})
            QTest::newRow(limit) << QByteArray(limit);
    }
    void hostileLimitsAreRefused()
    {
        QFETCH(QByteArray, limit);
        const auto refused =
            m_daemon->post(m_budgets, test::json("{'account':'" + m_daemon->makeAccount().toUtf8() +
                                                 "','name':'team','period':'day','limit_usd':" + limit + "}"));
        QCOMPARE(refused.status, 400);
        QCOMPARE(refused.param(), QLatin1String("limit_usd"));
    }
};

QTEST_GUILESS_MAIN(BudgetsTest)
#include "budgets_test.moc"
