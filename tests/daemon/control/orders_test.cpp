// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control/admindaemon.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::clearinghouse;

class OrdersTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::AdminDaemon> m_daemon;
    QString m_account;
    KeyId m_key;
    ProviderId m_provider;
    EndpointId m_endpoint;

    void fund(const QByteArray& amount)
    {
        const auto funded =
            m_daemon->post(QStringLiteral("/admin/v1/topups"),
                           test::json("{'account':'" + m_account.toUtf8() + "','amount_usd':'" + amount + "'}"),
                           {{"idempotency-key", "fund"}});
        QCOMPARE(funded.status, 201);
    }

    // An order with a hold of $0.0009; its id and number.
    std::pair<OrderId, OrderNumber> reserve()
    {
        const Instant now = m_daemon->clock().now();
        Reservation reservation;
        reservation.order = OrderId::make(now);
        reservation.account = *AccountId::parse(m_account.toStdString());
        reservation.key = m_key;
        reservation.model = "openai/gpt-4o-mini";
        reservation.hold = Money::fromNano(900'000);
        reservation.at = now;
        const auto receipt = m_daemon->await<ReservationReceipt>(
            [&](auto reply) { m_daemon->ledger().reserve(reservation, m_daemon->queue(), reply); });
        return {reservation.order, receipt ? receipt->number : 0};
    }

    // The example of the ledger: 30 prompt and 14 completion tokens at $0.05 and $0.40.
    OrderId settle()
    {
        const auto [id, number] = reserve();
        const Instant now = m_daemon->clock().now();
        Price::Picos picos;
        picos[static_cast<std::size_t>(Meter::Prompt)] = 50'000;
        picos[static_cast<std::size_t>(Meter::Completion)] = 400'000;
        AttemptRecord attempt;
        attempt.provider = m_provider;
        attempt.endpoint = m_endpoint;
        attempt.price = std::make_shared<const Price>(*Price::make(PriceId::make(now), picos, now));
        attempt.payer = Payer::User;
        attempt.usage[Meter::Prompt] = 30;
        attempt.usage[Meter::Completion] = 14;
        attempt.usageSource = UsageSource::Reported;
        attempt.outcome = "answered";
        attempt.upstreamId = "gen-1";
        attempt.httpStatus = 200;
        attempt.startedAt = now;
        attempt.endedAt = now;
        Settlement settlement;
        settlement.number = number;
        settlement.outcome = OrderState::Finalized;
        settlement.attempts.push_back(attempt);
        settlement.reason = "completed";
        settlement.at = now;
        const auto settled = m_daemon->await<SettlementReceipt>(
            [&](auto reply) { m_daemon->ledger().settle(settlement, m_daemon->queue(), reply); });
        return settled ? id : OrderId();
    }
    test::AdminAnswer order(const OrderId& id)
    {
        return m_daemon->get(QLatin1String("/admin/v1/orders/") + QString::fromStdString(id.toString()));
    }
    QStringList states(const QString& filter)
    {
        QStringList states;
        const auto rows = m_daemon->get(QLatin1String("/admin/v1/orders") + filter).rows();
        for (const auto& row : rows)
            states.append(row.toObject().value(QLatin1String("state")).toString());
        return states;
    }

private Q_SLOTS:
    void init()
    {
        m_daemon = std::make_unique<test::AdminDaemon>();
        m_account = m_daemon->makeAccount();
        m_key = KeyId::make(m_daemon->clock().now());
        m_provider = ProviderId::make(m_daemon->clock().now());
        m_endpoint = EndpointId::make(m_daemon->clock().now());
    }
    void cleanup() { m_daemon.reset(); }

    void showsTheExampleToTheLastDigit()
    {
        fund("1");
        const OrderId id = settle();
        const auto shown = order(id);
        QCOMPARE(shown.status, 200);
        QCOMPARE(shown.text("state"), QLatin1String("finalized"));
        QCOMPARE(shown.text("account"), m_account);
        QCOMPARE(shown.text("hold_usd"), QLatin1String("0.0009"));
        QCOMPARE(shown.text("charge_usd"), QLatin1String("0.0000071"));
        QCOMPARE(shown.text("provider_cost_usd"), QLatin1String("0.0000071"));
        QCOMPARE(shown.text("platform_fee_usd"), QLatin1String("0"));
        const QJsonArray attempts = shown.json.value(QLatin1String("attempts")).toArray();
        QCOMPARE(attempts.size(), 1);
        QCOMPARE(attempts.at(0).toObject().value(QLatin1String("payer")).toString(), QLatin1String("user"));
        QCOMPARE(attempts.at(0).toObject().value(QLatin1String("upstream_id")).toString(), QLatin1String("gen-1"));
        const QJsonObject usage = shown.json.value(QLatin1String("usage")).toObject();
        QCOMPARE(usage.value(QLatin1String("total_tokens")).toInt(), 44);
        QCOMPARE(usage.value(QLatin1String("source")).toString(), QLatin1String("reported"));
        QVERIFY(!shown.text("ended_at").isEmpty());
    }

    // From the request log, a little later than the books.
    void showsWhatTheBooksDoNotKeep()
    {
        fund("1");
        const OrderId id = settle();
        const Instant now = m_daemon->clock().now();
        auto finished =
            test::makeFinishedOrder(test::makeEndpoint({}), *AccountId::parse(m_account.toStdString()), m_key, now);
        finished.id = id;
        finished.attempts[0].facts = {.skippedFrames = 6, .fault = supply::FaultKind::Timeout};
        finished.usage = {};
        finished.usage[Meter::Prompt] = 28;
        finished.usage[Meter::Completion] = 114;
        const auto attempt = [&] { return order(id).json.value(QLatin1String("attempts")).toArray().at(0).toObject(); };
        QVERIFY(!attempt().contains(QLatin1String("fault")));
        m_daemon->requestLog().orderFinished(std::make_shared<const hypercore::FinishedOrder>(finished));
        m_daemon->requestLog().tick();
        QTRY_COMPARE(attempt().value(QLatin1String("fault")).toString(), QLatin1String("timeout"));
        QCOMPARE(attempt().value(QLatin1String("skipped_frames")).toInt(), 6);
        const QJsonObject charged = order(id).json.value(QLatin1String("charged_usage")).toObject();
        QCOMPARE(charged.value(QLatin1String("completion_tokens")).toInt(), 114);
        QCOMPARE(charged.value(QLatin1String("source")).toString(), QLatin1String("estimated"));
    }

    void theUsageThatIsPaidIsNotToldTwice()
    {
        fund("1");
        const OrderId id = settle();
        auto finished = test::makeFinishedOrder(test::makeEndpoint({}), *AccountId::parse(m_account.toStdString()),
                                                m_key, m_daemon->clock().now());
        finished.id = id;
        finished.usage = {};
        finished.usage[Meter::Prompt] = 30;
        finished.usage[Meter::Completion] = 14;
        m_daemon->requestLog().orderFinished(std::make_shared<const hypercore::FinishedOrder>(finished));
        m_daemon->requestLog().tick();
        const auto isRecorded = [&] {
            m_daemon->requestLog().tick();
            return m_daemon->requestLog().figures().recorded == 1;
        };
        QTRY_VERIFY(isRecorded());
        QCOMPARE(order(id).status, 200);
        QVERIFY(!order(id).json.contains(QLatin1String("charged_usage")));
        QVERIFY(!order(id)
                     .json.value(QLatin1String("attempts"))
                     .toArray()
                     .at(0)
                     .toObject()
                     .contains(QLatin1String("skipped_frames")));
    }

    void showsItsTransfers()
    {
        fund("1");
        const OrderId id = settle();
        settle();
        const QString list = QLatin1String("/admin/v1/transfers?order=") + QString::fromStdString(id.toString());
        QMap<QString, QString> amounts;
        const auto rows = m_daemon->get(list).rows();
        for (const auto& row : rows)
            amounts.insert(row.toObject().value(QLatin1String("kind")).toString(),
                           row.toObject().value(QLatin1String("amount_usd")).toString());
        const QMap<QString, QString> expected{{QStringLiteral("reserve"), QStringLiteral("0.0009")},
                                              {QStringLiteral("cost"), QStringLiteral("0.0000071")},
                                              {QStringLiteral("release"), QStringLiteral("0.0008929")}};
        QCOMPARE(amounts, expected);
        QCOMPARE(m_daemon->get(list + QLatin1String("&kind=cost")).rows().size(), 1);
        QCOMPARE(m_daemon->get(QStringLiteral("/admin/v1/transfers?limit=3")).rows().size(), 3);
    }

    void anAccountsTransfersTellWhatWasAvailableBehindThem()
    {
        fund("1");
        settle();
        const QString list = QLatin1String("/admin/v1/transfers?account=") + m_account;
        QStringList available;
        const auto rows = m_daemon->get(list).rows();
        for (const auto& row : rows)
            available.append(row.toObject().value(QLatin1String("available_after_usd")).toString());
        QCOMPARE(available.size(), 4); // top-up, reserve, cost and release
        QCOMPARE(available.last(), QLatin1String("1"));
        QCOMPARE(available.at(2), QLatin1String("0.9991"));
        const auto wallet = m_daemon->get(QLatin1String("/admin/v1/wallets/") + m_account);
        QCOMPARE(available.first(), wallet.text("available_usd"));
        const auto some = m_daemon->get(list + QLatin1String("&kind=cost")).rows();
        QVERIFY(some.at(0).toObject().value(QLatin1String("available_after_usd")).isNull());
    }

    void anOpenOrderHoldsItsMoney()
    {
        fund("1");
        const auto [id, number] = reserve();
        QCOMPARE(order(id).text("state"), QLatin1String("reserved"));
        QVERIFY(order(id).json.value(QLatin1String("ended_at")).isNull());
        QVERIFY(order(id).json.value(QLatin1String("usage")).isNull());
        const auto wallet = m_daemon->get(QLatin1String("/admin/v1/wallets/") + m_account);
        QCOMPARE(wallet.text("held_usd"), QLatin1String("0.0009"));
        QCOMPARE(wallet.text("available_usd"), QLatin1String("0.9991"));
    }

    void listsNewestFirstByFilter()
    {
        reserve(); // nothing in the wallet: rejected
        fund("1");
        settle();
        reserve();
        const QStringList all{QStringLiteral("reserved"), QStringLiteral("finalized"), QStringLiteral("rejected")};
        QCOMPARE(states({}), all);
        QCOMPARE(states(QStringLiteral("?state=finalized")), QStringList(QStringLiteral("finalized")));
        QCOMPARE(states(QLatin1String("?account=") + m_account).size(), 3);
        QCOMPARE(states(QLatin1String("?account=") + m_daemon->makeAccount()).size(), 0);
        QCOMPARE(states(QLatin1String("?key=") + QString::fromStdString(m_key.toString())).size(), 3);
        const auto first = m_daemon->get(QStringLiteral("/admin/v1/orders?limit=2"));
        QCOMPARE(first.rows().size(), 2);
        QCOMPARE(states(QLatin1String("?limit=2&cursor=") + first.text("next_cursor")),
                 QStringList(QStringLiteral("rejected")));
    }

    void refusesWhatIsWrong()
    {
        const auto param = [this](const char* path) { return m_daemon->get(QString::fromLatin1(path)).param(); };
        QCOMPARE(param("/admin/v1/orders?state=lost"), QLatin1String("state"));
        QCOMPARE(param("/admin/v1/orders?account=1"), QLatin1String("account"));
        QCOMPARE(param("/admin/v1/orders?key=acct_0123456789abcdef0123456789abcdef"), QLatin1String("key"));
        QCOMPARE(param("/admin/v1/transfers?order=7"), QLatin1String("order"));
        QCOMPARE(m_daemon->get(QStringLiteral("/admin/v1/orders/ord_1")).status, 404);
        QCOMPARE(order(OrderId::make(m_daemon->clock().now())).status, 404);
    }
};

QTEST_GUILESS_MAIN(OrdersTest)
#include "orders_test.moc"
