// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control/admindaemon.h"

#include <QTest>

using namespace gotoai;

// Money in: top-ups, and what wallets and transfers show of them.
class TopUpsTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::AdminDaemon> m_daemon;
    QString m_account;
    const QString m_topUps = QStringLiteral("/admin/v1/topups");

    QByteArray body(const QByteArray& amount, const QByteArray& more = {}) const
    {
        return test::json("{'account':'" + m_account.toUtf8() + "','amount_usd':" + amount + more + "}");
    }
    test::AdminAnswer topUp(const QByteArray& body, const QByteArray& key)
    {
        return m_daemon->post(m_topUps, body, {{"idempotency-key", key}});
    }
    QString available() { return m_daemon->get(QLatin1String("/admin/v1/wallets/") + m_account).text("available_usd"); }

private Q_SLOTS:
    void init()
    {
        m_daemon = std::make_unique<test::AdminDaemon>();
        m_account = m_daemon->makeAccount();
    }
    void cleanup() { m_daemon.reset(); }

    void putsMoneyIntoAWallet()
    {
        const auto done = topUp(body("'2.50'"), "k-1");
        QCOMPARE(done.status, 201);
        QCOMPARE(done.text("amount_usd"), QLatin1String("2.5"));
        QCOMPARE(done.text("rail"), QLatin1String("manual"));
        QCOMPARE(done.text("external_id"), QLatin1String("k-1"));
        QCOMPARE(available(), QLatin1String("2.5"));

        const auto transfers = m_daemon->get(QStringLiteral("/admin/v1/transfers?kind=topup"));
        QCOMPARE(transfers.rows().size(), 1);
        const QJsonObject transfer = transfers.rows().at(0).toObject();
        QCOMPARE(transfer.value(QLatin1String("debit")).toString(), QLatin1String("cash:manual"));
        QCOMPARE(transfer.value(QLatin1String("credit")).toString(),
                 QLatin1String("wallet:") + m_account + QLatin1String(":available"));
        QCOMPARE(transfer.value(QLatin1String("amount_usd")).toString(), QLatin1String("2.5"));
        QVERIFY(transfer.value(QLatin1String("order")).isNull());

        const auto list = m_daemon->get(m_topUps + QLatin1String("?account=") + m_account);
        QCOMPARE(list.rows().size(), 1);
        QCOMPARE(list.rows().at(0).toObject().value(QLatin1String("id")).toString(), done.text("id"));
    }

    void aRepetitionGivesTheFirstResult()
    {
        const auto first = topUp(body("'2.50'"), "k-1");
        const auto again = topUp(body("'2.50'"), "k-1");
        QCOMPARE(again.status, first.status);
        QCOMPARE(again.json, first.json);
        QVERIFY(first.header("idempotency-replayed").isEmpty());
        QCOMPARE(again.header("idempotency-replayed"), QByteArray("true"));
        QCOMPARE(available(), QLatin1String("2.5"));
    }

    void aKeyStandsForOneBody()
    {
        topUp(body("'1'"), "k-1");
        for (const QByteArray& other :
             {body("'2'"), body("'1'", ",'rail':'stripe'"), body("'1'", ",'external_id':'x'")}) {
            const auto refused = topUp(other, "k-1");
            QCOMPARE(refused.status, 422);
            QCOMPARE(refused.code(), QLatin1String("idempotency_key_reused"));
        }
        QCOMPARE(available(), QLatin1String("1"));
    }

    void aRailsOwnIdHasOneEffect()
    {
        const QByteArray stripe = body("'1'", ",'rail':'stripe','external_id':'pi_1'");
        const auto first = topUp(stripe, "k-1");
        const auto again = topUp(stripe, "k-2");
        QCOMPARE(again.text("id"), first.text("id"));
        QCOMPARE(available(), QLatin1String("1"));
        const auto conflict = topUp(body("'2'", ",'rail':'stripe','external_id':'pi_1'"), "k-3");
        QCOMPARE(conflict.status, 409);
        QCOMPARE(available(), QLatin1String("1"));
    }

    void needsItsKey()
    {
        const auto refused = m_daemon->post(m_topUps, body("'1'"));
        QCOMPARE(refused.status, 400);
        QCOMPARE(refused.code(), QLatin1String("idempotency_key_missing"));
        QCOMPARE(topUp(body("'1'"), QByteArray(256, 'k')).param(), QLatin1String("idempotency-key"));
        QCOMPARE(topUp(body("'1'"), "two words").param(), QLatin1String("idempotency-key"));
        QCOMPARE(available(), QLatin1String("0"));
    }

    void refusesImpossibleAmounts_data()
    {
        QTest::addColumn<QByteArray>("amount");
        for (const char* amount : {"'0'", "'-1'", "'0.0000000001'", "'1e309'", "'NaN'", "''", "5", "null",
                                   "'9223372036854775808'", "'18446744073709551615'", "1e309"})
            QTest::newRow(amount) << QByteArray(amount);
    }
    void refusesImpossibleAmounts()
    {
        QFETCH(QByteArray, amount);
        QCOMPARE(topUp(body(amount), "k-1").status, 400);
        QCOMPARE(available(), QLatin1String("0"));
        QCOMPARE(topUp(body("'1'"), "k-1").status, 201); // a refused request has not used its key up
    }

    void neverOverflowsAWallet()
    {
        QCOMPARE(topUp(body("'9000000000'"), "k-1").status, 201);
        QVERIFY(topUp(body("'9000000000'"), "k-2").status >= 400);
        QCOMPARE(available(), QLatin1String("9000000000"));
    }

    void refusesWhatIsWrong()
    {
        QCOMPARE(topUp(body("'1'", ",'rail':'Big Rail'"), "k").param(), QLatin1String("rail"));
        QCOMPARE(topUp(body("'1'", ",'external_id':''"), "k").param(), QLatin1String("external_id"));
        m_account = QStringLiteral("acct_0123456789abcdef0123456789abcdef");
        QCOMPARE(topUp(body("'1'"), "k").param(), QLatin1String("account"));
    }

    void walletsListEveryAccount()
    {
        const QString second = m_daemon->makeAccount();
        topUp(body("'1'"), "k-1");
        const auto page = m_daemon->get(QStringLiteral("/admin/v1/wallets"));
        QCOMPARE(page.rows().size(), 2);
        QCOMPARE(page.rows().at(0).toObject().value(QLatin1String("account")).toString(), second);
        const QJsonObject wallet = page.rows().at(1).toObject();
        QCOMPARE(wallet.value(QLatin1String("available_usd")).toString(), QLatin1String("1"));
        QCOMPARE(wallet.value(QLatin1String("held_usd")).toString(), QLatin1String("0"));
        QCOMPARE(wallet.value(QLatin1String("credit_limit_usd")).toString(), QLatin1String("0"));
        QCOMPARE(m_daemon->get(QStringLiteral("/admin/v1/wallets/acct_1")).status, 404);
        QCOMPARE(m_daemon->get(QStringLiteral("/admin/v1/wallets?limit=1")).rows().size(), 1);
    }
};

QTEST_GUILESS_MAIN(TopUpsTest)
#include "topups_test.moc"
