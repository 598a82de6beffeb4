// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control/admindaemon.h"

#include <QSet>
#include <QTcpSocket>
#include <QTest>

using namespace gotoai;
using namespace gotoai::clearinghouse;

class StatementsTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::AdminDaemon> m_daemon;
    QString m_account;
    int m_topUps = 0;

    QString path(const QString& more = {}) const
    {
        return QLatin1String("/admin/v1/accounts/") + m_account + QLatin1String("/statement") + more;
    }
    void topUp(std::int64_t nano, int times = 1)
    {
        int done = 0;
        for (int i = 0; i < times; ++i) {
            TopUp topUp;
            topUp.account = *AccountId::parse(m_account.toStdString());
            topUp.rail = "manual";
            topUp.externalId = std::to_string(++m_topUps);
            topUp.amount = Money::fromNano(nano);
            topUp.at = m_daemon->clock().now();
            m_daemon->ledger().topUp(topUp, m_daemon->queue(),
                                     [&done](const Result<TopUpReceipt>& receipt) { done += receipt ? 1 : 0; });
        }
        QTRY_COMPARE_WITH_TIMEOUT(done, times, 60'000);
    }
    // An order with a hold of $0.0009, and its end at the example's $0.0000071.
    void use(bool isSettled)
    {
        const Instant now = m_daemon->clock().now();
        Reservation reservation;
        reservation.order = OrderId::make(now);
        reservation.account = *AccountId::parse(m_account.toStdString());
        reservation.key = KeyId::make(now);
        reservation.model = "openai/gpt-4o-mini";
        reservation.hold = Money::fromNano(900'000);
        reservation.at = now;
        const auto receipt = m_daemon->await<ReservationReceipt>(
            [&](auto reply) { m_daemon->ledger().reserve(reservation, m_daemon->queue(), reply); });
        QVERIFY(receipt);
        if (!isSettled)
            return;
        Price::Picos picos;
        picos[static_cast<std::size_t>(Meter::Prompt)] = 50'000;
        picos[static_cast<std::size_t>(Meter::Completion)] = 400'000;
        AttemptRecord attempt;
        attempt.provider = ProviderId::make(now);
        attempt.endpoint = EndpointId::make(now);
        attempt.price = std::make_shared<const Price>(*Price::make(PriceId::make(now), picos, now));
        attempt.payer = Payer::User;
        attempt.usage[Meter::Prompt] = 30;
        attempt.usage[Meter::Completion] = 14;
        attempt.usageSource = UsageSource::Reported;
        attempt.outcome = "answered";
        attempt.startedAt = attempt.endedAt = now;
        Settlement settlement;
        settlement.number = receipt->number;
        settlement.outcome = OrderState::Finalized;
        settlement.attempts = {attempt};
        settlement.reason = "completed";
        settlement.at = now;
        QVERIFY(m_daemon->await<SettlementReceipt>(
            [&](auto reply) { m_daemon->ledger().settle(settlement, m_daemon->queue(), reply); }));
    }
    static QString amount(const QJsonObject& object, const char* amounts, const char* amount)
    {
        return object.value(QLatin1String(amounts)).toObject().value(QLatin1String(amount)).toString();
    }

private Q_SLOTS:
    void init()
    {
        m_daemon = std::make_unique<test::AdminDaemon>();
        m_account = m_daemon->makeAccount();
        m_topUps = 0;
    }
    void cleanup() { m_daemon.reset(); }

    void showsWhatWentInAndOut()
    {
        topUp(1'000'000);
        const QString middle = QString::fromStdString(toRfc3339(m_daemon->clock().now() + std::chrono::seconds(1)));
        m_daemon->clock().advance(std::chrono::seconds(2));
        use(true);
        use(false);

        const auto whole = m_daemon->get(path());
        QCOMPARE(whole.status, 200);
        QCOMPARE(amount(whole.json, "opening", "total_usd"), QLatin1String("0"));
        QCOMPARE(amount(whole.json, "closing", "total_usd"), QLatin1String("0.0009929"));
        QCOMPARE(amount(whole.json, "closing", "available_usd"), QLatin1String("0.0000929"));
        QCOMPARE(amount(whole.json, "closing", "held_usd"), QLatin1String("0.0009"));
        QCOMPARE(whole.rows().size(), 2);
        const QJsonObject newest = whole.rows().at(0).toObject();
        QCOMPARE(newest.value(QLatin1String("kind")).toString(), QLatin1String("cost"));
        QCOMPARE(newest.value(QLatin1String("amount_usd")).toString(), QLatin1String("-0.0000071"));
        QCOMPARE(newest.value(QLatin1String("balance_usd")).toString(), QLatin1String("0.0009929"));

        const auto before = m_daemon->get(path(QLatin1String("?to=") + middle));
        const auto after = m_daemon->get(path(QLatin1String("?from=") + middle));
        QCOMPARE(before.rows().size(), 1);
        QCOMPARE(after.rows().size(), 1);
        QCOMPARE(before.json.value(QLatin1String("closing")), after.json.value(QLatin1String("opening")));
        QCOMPARE(after.json.value(QLatin1String("closing")), whole.json.value(QLatin1String("closing")));
        QSet<QString> kinds;
        const QJsonArray activity = after.json.value(QLatin1String("activity")).toArray();
        for (const auto& kind : activity)
            kinds.insert(kind.toObject().value(QLatin1String("kind")).toString());
        QCOMPARE(kinds, QSet<QString>({QStringLiteral("reserve"), QStringLiteral("cost"), QStringLiteral("release")}));
    }

    void pagesGoOn()
    {
        for (int i = 1; i <= 5; ++i)
            topUp(i);
        QStringList amounts;
        QString cursor;
        do {
            const auto page = m_daemon->get(path(QLatin1String("?limit=2") + cursor));
            QCOMPARE(page.status, 200);
            for (const auto& line : page.rows())
                amounts.append(line.toObject().value(QLatin1String("balance_usd")).toString());
            const auto next = page.json.value(QLatin1String("next_cursor"));
            cursor = next.isNull() ? QString() : QLatin1String("&cursor=") + next.toString();
        } while (!cursor.isEmpty());
        QCOMPARE(amounts, QStringList({QStringLiteral("0.000000015"), QStringLiteral("0.00000001"),
                                       QStringLiteral("0.000000006"), QStringLiteral("0.000000003"),
                                       QStringLiteral("0.000000001")}));
    }

    // More than a piece of lines, so that the export is put together of several.
    void exportsEverything()
    {
        constexpr int kLines = 1'203;
        topUp(1'000, kLines);
        const auto document = m_daemon->get(path(QLatin1String("?format=json")));
        QCOMPARE(document.status, 200);
        QVERIFY(document.header("content-disposition").contains(".json"));
        QCOMPARE(document.rows().size(), kLines);
        QCOMPARE(document.rows().last().toObject().value(QLatin1String("balance_usd")).toString(),
                 amount(document.json, "closing", "total_usd"));
        QVERIFY(document.json.value(QLatin1String("next_cursor")).isNull());

        const auto records = m_daemon->get(path(QLatin1String("?format=csv"))).body.split('\n');
        QCOMPARE(records.size(), kLines + 4); // header, opening, closing, and nothing behind the last line feed
        QCOMPARE(records[0], QByteArray("number,at,kind,order,amount_usd,balance_usd,debit,credit\r"));
        QVERIFY(records[1].contains("opening,,,0,"));
        QSet<QByteArray> numbers;
        for (int i = 0; i < kLines; ++i) {
            const auto fields = records[i + 2].split(',');
            QCOMPARE(fields.size(), 8);
            QCOMPARE(fields[5], QByteArray::fromStdString(Money::fromNano((i + 1) * 1'000).toUsd()));
            numbers.insert(fields[0]);
        }
        QCOMPARE(numbers.size(), kLines);
        QVERIFY(records[kLines + 2].contains("closing,,,0.001203,"));
    }

    // Many clients that take nothing hold places, but not more than there are; who leaves gives his back.
    void exportsAreBounded()
    {
        topUp(1, 20'000); // more bytes than sockets hold
        const QByteArray request = "GET " + path(QLatin1String("?format=json")).toUtf8() +
                                   " HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer " +
                                   QByteArray::fromStdString(m_daemon->token()) + "\r\n\r\n";
        std::vector<std::unique_ptr<QTcpSocket>> stalled;
        for (std::size_t i = 0; i < control::StatementExports::kMostAtOnce; ++i) {
            auto socket = std::make_unique<QTcpSocket>();
            socket->setReadBufferSize(1'024);
            socket->connectToHost(QStringLiteral("127.0.0.1"), m_daemon->port());
            socket->write(request);
            stalled.push_back(std::move(socket));
            QVERIFY(QTest::qWaitFor([&] { return stalled.back()->bytesAvailable() > 0; }, 20'000));
        }
        QTRY_COMPARE(m_daemon->get(path(QLatin1String("?format=csv"))).status, 503);
        stalled.clear();
        QTRY_COMPARE(m_daemon->get(path(QLatin1String("?format=csv"))).status, 200);
    }

    void refusesWhatItDoesNotKnow_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("param");
        QTest::newRow("format") << "?format=pdf"
                                << "format";
        QTest::newRow("paged export") << "?format=csv&limit=3"
                                      << "limit";
        QTest::newRow("backwards") << "?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z"
                                   << "from";
        QTest::newRow("no time") << "?to=yesterday"
                                 << "to";
        QTest::newRow("cursor of another list") << "?cursor=dHJhbnNmZXJzOjwz"
                                                << "cursor";
    }
    void refusesWhatItDoesNotKnow()
    {
        QFETCH(QString, query);
        QFETCH(QString, param);
        const auto answer = m_daemon->get(path(query));
        QCOMPARE(answer.status, 400);
        QCOMPARE(answer.param(), param);
    }
};

QTEST_GUILESS_MAIN(StatementsTest)
#include "statements_test.moc"
