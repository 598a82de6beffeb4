// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control/admindaemon.h"
#include "protocol/usagereport.h"
#include "support/finishedorders.h"

#include <QTest>

using namespace gotoai;
using namespace std::chrono_literals;

class UsageTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::AdminDaemon> m_daemon;
    std::shared_ptr<const supply::Endpoint> m_endpoint = test::makeEndpoint({});
    AccountId m_account;
    KeyId m_key;

    // Now is in the middle of an hour: 2023-11-14T22:13:20Z.
    void record(Instant endedAt, const AccountId& account)
    {
        m_daemon->requestLog().orderFinished(std::make_shared<const hypercore::FinishedOrder>(
            test::makeFinishedOrder(m_endpoint, account, m_key, endedAt)));
    }
    void settle(std::uint64_t count)
    {
        QVERIFY(QTest::qWaitFor([&] {
            m_daemon->requestLog().tick();
            return m_daemon->requestLog().figures().recorded == count;
        }));
    }
    test::AdminAnswer usage(const QByteArray& query = {})
    {
        return m_daemon->get(QStringLiteral("/admin/v1/usage?") + QString::fromUtf8(query));
    }
    protocol::UsageReport report(const QByteArray& query = {})
    {
        return *protocol::fromJson<protocol::UsageReport>(usage(query).json);
    }

private Q_SLOTS:
    void init()
    {
        m_daemon = std::make_unique<test::AdminDaemon>();
        m_account = AccountId::make(m_daemon->clock().now());
        m_key = KeyId::make(m_daemon->clock().now());
    }
    void cleanup() { m_daemon.reset(); }

    void tellsTheLastDayByHours()
    {
        const Instant now = m_daemon->clock().now();
        record(now, m_account);
        record(now - 2h, m_account);
        record(now - 30h, m_account);
        settle(3);
        const auto answer = report();
        QCOMPARE(toRfc3339(answer.from), "2023-11-13T22:00:00.000000Z");
        QCOMPARE(toRfc3339(answer.to), "2023-11-14T23:00:00.000000Z");
        QCOMPARE(answer.step, "hour");
        QVERIFY(!answer.groupBy);
        QCOMPARE(toRfc3339(*answer.keptFrom), "2023-11-13T16:00:00.000000Z");
        QCOMPARE(answer.groups.size(), 1u);
        QCOMPARE(answer.groups[0].points.size(), 25u);
        QCOMPARE(answer.groups[0].points[22].figures.requests, 1);
        QCOMPARE(answer.groups[0].points[23].figures.requests, 0);
        QVERIFY(!answer.groups[0].points[23].figures.duration);
        QCOMPARE(answer.total.requests, 2);
        QCOMPARE(answer.total.promptTokens, 60);
        QCOMPARE(answer.total.completionTokens, 28);
        QCOMPARE(answer.total.cacheReadTokens, 20);
        QCOMPARE(answer.total.charge.toUsd(), "0.0000142");
        QCOMPARE(answer.total.providerCost.toUsd(), "0.000014");
        QCOMPARE(answer.total.platformFee.toUsd(), "0.0000002");
        QCOMPARE(answer.total.duration->p99Ms, 50);
        QVERIFY(!answer.total.firstToken);
    }

    void groupsAndFilters()
    {
        const Instant now = m_daemon->clock().now();
        const AccountId other = AccountId::make(now);
        record(now, m_account);
        record(now, other);
        record(now, other);
        settle(3);
        const auto grouped = report("group_by=account&step=minute&from=2023-11-14T22:13:00Z&to=2023-11-14T22:14:00Z");
        QCOMPARE(*grouped.groupBy, "account");
        QCOMPARE(grouped.groups.size(), 2u);
        QCOMPARE(*grouped.groups[0].name, other.toString());
        QCOMPARE(grouped.groups[0].total.requests, 2);
        QCOMPARE(grouped.groups[0].points.size(), 1u);
        QCOMPARE(report("account=" + QByteArray::fromStdString(m_account.toString())).total.requests, 1);
        QCOMPARE(report("model=demo/model&provider=" + QByteArray::fromStdString(m_endpoint->provider->id.toString()))
                     .total.requests,
                 3);
        QCOMPARE(report("model=another").total.requests, 0);
        const auto limited = report("group_by=account&limit=1");
        QCOMPARE(limited.groups.size(), 2u);
        QVERIFY(limited.groups[1].isOthers && !limited.groups[1].name);
    }

    void refusesWhatItCannotTell_data()
    {
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<QString>("param");
        const auto add = [](const char* query, const char* param) {
            QTest::newRow(query) << QByteArray(query) << QString::fromLatin1(param);
        };
        add("from=yesterday", "from");
        add("to=2023-11-14", "to");
        add("from=2023-11-14T10:00:00Z&to=2023-11-14T10:00:00Z", "from");
        add("from=2023-11-14T11:00:00Z&to=2023-11-14T10:00:00Z", "from");
        add("from=1970-01-01T00:00:00Z&step=minute", "step");
        add("step=week", "step");
        add("group_by=colour", "group_by");
        add("limit=0", "limit");
        add("limit=51", "limit");
        add("limit=5&step=minute&from=2023-11-13T22:13:20Z", "limit"); // five times 1441 points
        add("account=me", "account");
        add("key=acct_0", "key");
        add("provider=openai", "provider");
        add("colour=blue", "colour");
    }
    void refusesWhatItCannotTell()
    {
        QFETCH(QByteArray, query);
        QFETCH(QString, param);
        const auto answer = usage(query);
        QCOMPARE(answer.status, 400);
        QCOMPARE(answer.param(), param);
    }
};

QTEST_GUILESS_MAIN(UsageTest)
#include "usage_test.moc"
