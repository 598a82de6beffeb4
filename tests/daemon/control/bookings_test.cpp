// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control/admindaemon.h"

#include "control/idempotency.h"

#include <QTest>

using namespace gotoai;

// Money that moves beside orders and top-ups, as an administrator asks for it.
class BookingsTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::AdminDaemon> m_daemon;
    QString m_account;
    QString m_provider;
    OrderId m_order; // charged 7,100 nano-USD
    OrderId m_released;

    QByteArray filled(QByteArray body) const
    {
        body.replace("ACCOUNT", m_account.toUtf8()).replace("PROVIDER", m_provider.toUtf8());
        return test::json(
            body.replace("RELEASED", m_released.toString().c_str()).replace("ORDER", m_order.toString().c_str()));
    }
    test::AdminAnswer post(const char* resource, const QByteArray& body, const QByteArray& key)
    {
        return m_daemon->post(QLatin1String("/admin/v1/") + QLatin1String(resource), filled(body),
                              {{"idempotency-key", key}});
    }
    QJsonObject wallet() { return m_daemon->get(QLatin1String("/admin/v1/wallets/") + m_account).json; }
    QString available() { return wallet().value(QLatin1String("available_usd")).toString(); }

    // An order in the ledger, charged or released.
    OrderId makeOrder(clearinghouse::OrderState outcome)
    {
        auto& ledger = m_daemon->ledger();
        clearinghouse::Reservation reservation;
        reservation.order = OrderId::make(m_daemon->clock().now());
        reservation.account = *AccountId::parse(m_account.toStdString());
        reservation.hold = Money::fromNano(900'000);
        reservation.at = m_daemon->clock().now();
        const auto reserved = m_daemon->await<clearinghouse::ReservationReceipt>(
            [&](auto reply) { ledger.reserve(reservation, m_daemon->queue(), reply); });
        Price::Picos picos{};
        picos[static_cast<std::size_t>(Meter::Prompt)] = 50'000;
        picos[static_cast<std::size_t>(Meter::Completion)] = 400'000;
        clearinghouse::AttemptRecord attempt;
        attempt.provider = *ProviderId::parse(m_provider.toStdString());
        attempt.price = std::make_shared<const Price>(
            *Price::make(PriceId::make(m_daemon->clock().now()), picos, m_daemon->clock().now()));
        const bool isCharged = outcome == clearinghouse::OrderState::Finalized;
        attempt.payer = isCharged ? clearinghouse::Payer::User : clearinghouse::Payer::Platform;
        attempt.usage[Meter::Prompt] = isCharged ? 30 : 0;
        attempt.usage[Meter::Completion] = isCharged ? 14 : 0;
        attempt.usageSource = UsageSource::Reported;
        clearinghouse::Settlement settlement;
        settlement.number = reserved->number;
        settlement.outcome = outcome;
        settlement.attempts = {attempt};
        settlement.at = m_daemon->clock().now();
        const auto settled = m_daemon->await<clearinghouse::SettlementReceipt>(
            [&](auto reply) { ledger.settle(settlement, m_daemon->queue(), reply); });
        return settled ? reservation.order : OrderId();
    }

private Q_SLOTS:
    void init()
    {
        m_daemon = std::make_unique<test::AdminDaemon>();
        m_account = m_daemon->makeAccount();
        m_provider = m_daemon->makeProvider();
        QCOMPARE(post("topups", "{'account':'ACCOUNT','amount_usd':'1'}", "seed").status, 201);
        m_order = makeOrder(clearinghouse::OrderState::Finalized);
        m_released = makeOrder(clearinghouse::OrderState::Released);
    }
    void cleanup() { m_daemon.reset(); }

    void eachResourceBooksAndListsIt_data()
    {
        QTest::addColumn<QByteArray>("resource");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("available");
        const auto row = [](const char* resource, const char* body, const char* kind, const char* available) {
            QTest::newRow(resource) << QByteArray(resource) << QByteArray(body) << QString::fromLatin1(kind)
                                    << QString::fromLatin1(available);
        };
        row("chargebacks", "{'account':'ACCOUNT','amount_usd':'0.5','rail':'stripe','external_id':'dp_1'}",
            "chargeback", "0.4999929");
        row("grants", "{'account':'ACCOUNT','amount_usd':'0.5','expires_at':'2100-01-01T00:00:00Z'}", "grant",
            "0.9999929");
        row("refunds", "{'order':'ORDER','amount_usd':'0.000007','reason':'slow'}", "refund", "0.9999999");
        row("adjustments",
            "{'debit':'suspense:reconcile:PROVIDER','credit':'wallet:ACCOUNT:available','amount_usd':'0.5',"
            "'reason':'drift'}",
            "adjustment", "1.4999929");
        row("provider-credits", "{'provider':'PROVIDER','amount_usd':'0.5'}", "provider_credit", "0.9999929");
        row("payouts", "{'provider':'PROVIDER','amount_usd':'0.000007','external_id':'wire-1'}", "payout", "0.9999929");
        row("late-costs", "{'order':'RELEASED','provider':'PROVIDER','amount_usd':'0.5'}", "late_cost", "0.9999929");
    }
    void eachResourceBooksAndListsIt()
    {
        QFETCH(QByteArray, resource);
        QFETCH(QByteArray, body);
        QFETCH(QString, kind);
        const auto done = post(resource.constData(), body, "k-1");
        QVERIFY2(done.status == 201, done.body.constData());
        QCOMPARE(done.text("kind"), kind);
        QVERIFY(done.text("id").startsWith(QLatin1String("bkg_")));
        QTEST(available(), "available");

        const auto list = m_daemon->get(QLatin1String("/admin/v1/bookings?kind=") + kind);
        QCOMPARE(list.rows().size(), 1);
        QCOMPARE(list.rows().at(0).toObject(), done.json);

        const auto again = post(resource.constData(), body, "k-1");
        QCOMPARE(again.json, done.json);
        QCOMPARE(again.header("idempotency-replayed"), QByteArray("true"));
        m_daemon->clock().advance(control::kIdempotencyKept + std::chrono::hours(1)); // the ledger never forgets
        const auto late = post(resource.constData(), body, "k-1");
        QVERIFY2(late.status == 201, late.body.constData());
        QCOMPARE(late.json, done.json);
        QTEST(available(), "available");
    }

    void needsItsKey()
    {
        const auto refused =
            m_daemon->post(QStringLiteral("/admin/v1/refunds"), filled("{'order':'ORDER','reason':'slow'}"));
        QCOMPARE(refused.status, 400);
        QCOMPARE(refused.code(), QLatin1String("idempotency_key_missing"));
    }

    // Whoever sends a key, and however late: a script that runs again under a new token must not pay twice.
    void aKeyMovesMoneyOnceWhoeverSendsIt()
    {
        const QByteArray body = filled("{'account':'ACCOUNT','amount_usd':'0.5'}");
        const QByteArray other = filled("{'account':'ACCOUNT','amount_usd':'0.6'}");
        const auto asAnother = [&](const QByteArray& what) {
            auto headers = test::AdminDaemon::bearer(m_daemon->makeToken(hypercore::Role::Admin));
            headers.emplace_back("idempotency-key", "k-1");
            return m_daemon->post(QStringLiteral("/admin/v1/grants"), what, headers);
        };
        const auto done = m_daemon->post(QStringLiteral("/admin/v1/grants"), body, {{"idempotency-key", "k-1"}});
        QCOMPARE(done.status, 201);
        const auto same = asAnother(body);
        QCOMPARE(same.status, 201);
        QCOMPARE(same.json, done.json);
        QCOMPARE(same.header("idempotency-replayed"), QByteArray("true"));
        const auto misused = asAnother(other);
        QCOMPARE(misused.status, 422);
        QCOMPARE(misused.code(), QLatin1String("idempotency_key_reused"));
        m_daemon->clock().advance(control::kIdempotencyKept + std::chrono::hours(1));
        QCOMPARE(post("grants", other, "k-1").code(), QLatin1String("idempotency_key_reused"));
        QCOMPARE(wallet().value(QLatin1String("promo_available_usd")).toString(), QLatin1String("0.5"));
    }

    void anExternalIdStandsForOneBooking()
    {
        QCOMPARE(
            post("chargebacks", "{'account':'ACCOUNT','amount_usd':'0.1','rail':'stripe','external_id':'dp_1'}", "k-1")
                .status,
            201);
        const auto refused =
            post("chargebacks", "{'account':'ACCOUNT','amount_usd':'0.2','rail':'stripe','external_id':'dp_1'}", "k-2");
        QCOMPARE(refused.status, 409);
        QCOMPARE(refused.param(), QLatin1String("external_id"));
    }

    void anAttemptHasOneLateCost()
    {
        const QByteArray cost = "{'order':'RELEASED','provider':'PROVIDER','amount_usd':'0.5'}";
        QCOMPARE(post("late-costs", cost, "k-1").status, 201);
        const auto refused = post("late-costs", QByteArray(cost).replace("0.5", "0.6"), "k-2");
        QCOMPARE(refused.status, 409);
        QCOMPARE(refused.param(), QLatin1String("attempt"));
    }

    void aRefundShowsAtItsOrder()
    {
        const auto done = post("refunds", "{'order':'ORDER','reason':'slow'}", "k-1");
        QCOMPARE(done.text("amount_usd"), QLatin1String("0.0000071"));
        QCOMPARE(done.text("order"), QString::fromStdString(m_order.toString()));
        const QString path = QLatin1String("/admin/v1/orders/") + QString::fromStdString(m_order.toString());
        QCOMPARE(m_daemon->get(path).text("refunded_usd"), QLatin1String("0.0000071"));
        QCOMPARE(available(), QLatin1String("1"));
        const auto transfers =
            m_daemon->get(QLatin1String("/admin/v1/transfers?order=") + QString::fromStdString(m_order.toString()));
        QCOMPARE(transfers.rows().size(), 4); // reserve, cost, release, refund
        QCOMPARE(post("refunds", "{'order':'ORDER','reason':'slow'}", "k-2").status, 409);
        QCOMPARE(post("refunds", "{'order':'RELEASED','reason':'slow'}", "k-3").status, 409);
    }

    void grantedMoneyIsShownApart()
    {
        post("grants", "{'account':'ACCOUNT','amount_usd':'0.5'}", "k-1");
        QCOMPARE(wallet().value(QLatin1String("promo_available_usd")).toString(), QLatin1String("0.5"));
        const OrderId order = makeOrder(clearinghouse::OrderState::Finalized);
        const auto shown = m_daemon->get(QLatin1String("/admin/v1/orders/") + QString::fromStdString(order.toString()));
        QCOMPARE(shown.text("promo_usd"), QLatin1String("0.0000071"));
        QCOMPARE(wallet().value(QLatin1String("promo_available_usd")).toString(), QLatin1String("0.4999929"));
        QCOMPARE(available(), QLatin1String("0.9999929"));
        const auto transfers = m_daemon->get(QLatin1String("/admin/v1/transfers?account=") + m_account);
        QVERIFY(transfers.body.contains(QByteArray("promo:" + m_account.toUtf8() + ":held")));
    }

    void refusesWhatIsWrong_data()
    {
        QTest::addColumn<QByteArray>("resource");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("param");
        const auto row = [](const char* resource, const char* body, const char* param) {
            QTest::addRow("%s %s", resource, param)
                << QByteArray(resource) << QByteArray(body) << QString::fromLatin1(param);
        };
        const char* const stranger = "{'account':'acct_0123456789abcdef0123456789abcdef','amount_usd':'1'}";
        row("chargebacks", stranger, "account");
        row("grants", stranger, "account");
        row("chargebacks", "{'account':'ACCOUNT','amount_usd':'1','rail':'Big Rail'}", "rail");
        row("grants", "{'account':'ACCOUNT','amount_usd':'1','expires_at':'2001-01-01T00:00:00Z'}", "expires_at");
        row("refunds", "{'order':'ord_0123456789abcdef0123456789abcdef','reason':'x'}", "order");
        row("refunds", "{'order':'ORDER','amount_usd':'1','reason':'x'}", "amount_usd");
        row("refunds", "{'order':'ORDER','reason':''}", "reason");
        row("payouts", "{'provider':'prov_0123456789abcdef0123456789abcdef','amount_usd':'1'}", "provider");
        row("provider-credits", "{'provider':'PROVIDER','amount_usd':'1','target':'cash'}", "target");
        row("adjustments", "{'debit':'wallet:x','credit':'revenue:fee','amount_usd':'1','reason':'x'}", "debit");
        row("adjustments",
            "{'debit':'suspense:reconcile:PROVIDER','credit':'wallet:ACCOUNT:held','amount_usd':'1','reason':'x'}",
            "credit");
        row("late-costs", "{'order':'RELEASED','provider':'PROVIDER','amount_usd':'1','attempt':0}", "attempt");
    }
    void refusesWhatIsWrong()
    {
        QFETCH(QByteArray, resource);
        QFETCH(QByteArray, body);
        const auto refused = post(resource.constData(), body, "k");
        QVERIFY2(refused.status == 400, refused.body.constData());
        QTEST(refused.param(), "param");
    }

    void refusesImpossibleAmounts_data()
    {
        QTest::addColumn<QByteArray>("amount");
        for (const char* amount : {"'0'", "'-1'", "'0.0000000001'", "'1e309'", "'NaN'", "''", "5",
                                   "'9223372036854775808'", "'18446744073709551615'", "'2147483648000000000'", "1e309"})
            QTest::newRow(amount) << QByteArray(amount);
    }
    void refusesImpossibleAmounts()
    {
        QFETCH(QByteArray, amount);
        const std::pair<const char*, QByteArray> writes[] = {
            {"chargebacks", "{'account':'ACCOUNT','amount_usd':AMOUNT}"},
            {"grants", "{'account':'ACCOUNT','amount_usd':AMOUNT}"},
            {"refunds", "{'order':'ORDER','amount_usd':AMOUNT,'reason':'x'}"},
            {"adjustments",
             "{'debit':'suspense:reconcile:PROVIDER','credit':'revenue:fee','amount_usd':AMOUNT,'reason':'x'}"},
            {"provider-credits", "{'provider':'PROVIDER','amount_usd':AMOUNT}"},
            {"payouts", "{'provider':'PROVIDER','amount_usd':AMOUNT,'prepayment':true}"},
            {"late-costs", "{'order':'RELEASED','provider':'PROVIDER','amount_usd':AMOUNT}"}};
        for (const auto& [resource, body] : writes)
            QCOMPARE(post(resource, QByteArray(body).replace("AMOUNT", amount), "k").status, 400);
        QCOMPARE(m_daemon->get(QStringLiteral("/admin/v1/bookings")).rows().size(), 0);
    }

    void listsByWhatTheyConcern()
    {
        post("grants", "{'account':'ACCOUNT','amount_usd':'1'}", "k-1");
        post("refunds", "{'order':'ORDER','reason':'slow'}", "k-2");
        post("payouts", "{'provider':'PROVIDER','amount_usd':'1','prepayment':true}", "k-3");
        const QString bookings = QStringLiteral("/admin/v1/bookings");
        QCOMPARE(m_daemon->get(bookings).rows().size(), 3);
        QCOMPARE(m_daemon->get(bookings + QLatin1String("?account=") + m_account).rows().size(), 2);
        QCOMPARE(m_daemon->get(bookings + QLatin1String("?provider=") + m_provider).rows().size(), 1);
        QCOMPARE(m_daemon->get(bookings + QLatin1String("?order=") + QString::fromStdString(m_order.toString()))
                     .rows()
                     .size(),
                 1);
        QCOMPARE(m_daemon->get(bookings + QLatin1String("?kind=loan")).param(), QLatin1String("kind"));
        QCOMPARE(m_daemon->get(bookings + QLatin1String("?limit=2")).rows().size(), 2);
    }
};

QTEST_GUILESS_MAIN(BookingsTest)
#include "bookings_test.moc"
