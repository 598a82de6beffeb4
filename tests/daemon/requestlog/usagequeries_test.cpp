// SPDX-License-Identifier: GPL-3.0-or-later
#include "requestlog/usagequeries.h"

#include "support/finishedorders.h"
#include "support/requestdatabase.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::requestlog;
using namespace std::chrono_literals;

namespace {

const Instant kNoon = *fromRfc3339("2026-03-01T12:00:00Z");

} // namespace

// Two customers, three models at two providers; the dearer the later.
class UsageQueriesTest : public QObject
{
    Q_OBJECT

private:
    test::RequestDatabase m_store;
    std::vector<std::shared_ptr<const supply::Endpoint>> m_endpoints;
    std::vector<AccountId> m_accounts;
    std::vector<KeyId> m_keys;

    UsageReport read(const UsageQuery& query) { return *readUsage(m_store.database(), query); }
    static UsageQuery hours(std::optional<Grouping> groupBy = {})
    {
        return {.from = kNoon, .to = kNoon + 4h, .step = Step::Hour, .groupBy = groupBy};
    }

private Q_SLOTS:
    void initTestCase()
    {
        for (int i = 0; i < 3; ++i)
            m_endpoints.push_back(test::makeEndpoint({.model = "model-" + std::to_string(i)}, i));
        for (int i = 0; i < 2; ++i) {
            m_accounts.push_back(AccountId::make(kNoon));
            m_keys.push_back(KeyId::make(kNoon));
        }
        const auto record = [this](int endpoint, int customer, Instant at, std::int64_t chargeNano) {
            auto order = test::makeFinishedOrder(m_endpoints[static_cast<std::size_t>(endpoint)],
                                                 m_accounts[static_cast<std::size_t>(customer)],
                                                 m_keys[static_cast<std::size_t>(customer)], at);
            order.cost.charge = Money::fromNano(chargeNano);
            m_store.record({order});
        };
        record(0, 0, kNoon - 1s, 1'000'000); // before the range
        record(0, 0, kNoon, 10);
        record(1, 0, kNoon + 10min, 200);
        record(1, 1, kNoon + 2h, 3'000);
        record(2, 1, kNoon + 3h + 59min, 40'000);
        record(2, 1, kNoon + 4h, 1'000'000); // after it
    }

    void addsUpWithoutGroups()
    {
        const UsageReport report = read(hours());
        QCOMPARE(report.total.requests, 4);
        QCOMPARE(report.total.chargeNano, 43'210);
        QCOMPARE(report.groups.size(), 1u);
        QVERIFY(!report.groups[0].name && !report.groups[0].isOthers);
        QCOMPARE(report.groups[0].buckets.size(), 4u);
        QCOMPARE(report.groups[0].buckets[0].requests, 2);
        QCOMPARE(report.groups[0].buckets[1].requests, 0); // a gap is there
        QCOMPARE(report.groups[0].buckets[3].chargeNano, 40'000);
        QVERIFY(report.keptFrom == kNoon - 1h);
    }

    void groups_data()
    {
        QTest::addColumn<int>("grouping");
        QTest::addColumn<QStringList>("names"); // the dearest first
        const auto text = [](const auto& id) { return QString::fromStdString(id.toString()); };
        const auto provider = [this, text](std::size_t i) { return text(m_endpoints[i]->provider->id); };
        QTest::newRow("model") << static_cast<int>(Grouping::Model)
                               << QStringList{QStringLiteral("model-2"), QStringLiteral("model-1"),
                                              QStringLiteral("model-0")};
        QTest::newRow("provider") << static_cast<int>(Grouping::Provider)
                                  << QStringList{provider(2), provider(1), provider(0)};
        QTest::newRow("key") << static_cast<int>(Grouping::Key) << QStringList{text(m_keys[1]), text(m_keys[0])};
        QTest::newRow("account") << static_cast<int>(Grouping::Account)
                                 << QStringList{text(m_accounts[1]), text(m_accounts[0])};
    }
    void groups()
    {
        QFETCH(int, grouping);
        QFETCH(QStringList, names);
        const UsageReport report = read(hours(static_cast<Grouping>(grouping)));
        QStringList found;
        std::int64_t requests = 0;
        for (const UsageGroup& group : report.groups) {
            found.append(QString::fromStdString(group.name.value_or("?")));
            requests += group.total.requests;
        }
        QCOMPARE(found, names);
        QCOMPARE(requests, report.total.requests);
    }

    void filters_data()
    {
        QTest::addColumn<int>("which");
        QTest::addColumn<qint64>("chargeNano");
        QTest::newRow("account") << 0 << qint64{210};
        QTest::newRow("key") << 1 << qint64{43'000};
        QTest::newRow("provider") << 2 << qint64{3'200};
        QTest::newRow("model") << 3 << qint64{40'000};
        QTest::newRow("two at once") << 4 << qint64{200};
        QTest::newRow("nobody") << 5 << qint64{0};
    }
    void filters()
    {
        QFETCH(int, which);
        QFETCH(qint64, chargeNano);
        const std::vector<UsageFilter> filters{{.account = m_accounts[0]},
                                               {.key = m_keys[1]},
                                               {.provider = m_endpoints[1]->provider->id},
                                               {.model = "model-2"},
                                               {.account = m_accounts[0], .model = "model-1"},
                                               {.account = AccountId::make(kNoon)}};
        UsageQuery query = hours();
        query.filter = filters[static_cast<std::size_t>(which)];
        const UsageReport report = read(query);
        QCOMPARE(report.total.chargeNano, chargeNano);
        QCOMPARE(report.groups.size(), 1u);
        QCOMPARE(report.groups[0].buckets.size(), 4u);
    }

    // One customer among many is looked up, all others are gone through; both tell the same.
    void aNarrowFilterTellsWhatAWideOneDoes()
    {
        test::RequestDatabase store;
        std::vector<KeyId> keys;
        for (int customer = 0; customer < 20; ++customer) {
            keys.push_back(KeyId::make(kNoon));
            for (int hour = 0; hour <= customer % 4; ++hour)
                store.record({test::makeFinishedOrder(m_endpoints[0], m_accounts[0], keys.back(),
                                                      kNoon + std::chrono::hours(hour))});
        }
        const UsageReport all = *readUsage(store.database(), [] {
            UsageQuery query = hours(Grouping::Key);
            query.maxGroups = 50;
            return query;
        }());
        QCOMPARE(all.groups.size(), keys.size());
        for (const UsageGroup& group : all.groups) {
            UsageQuery query = hours(Grouping::Key);
            query.filter.key = *KeyId::parse(*group.name);
            const UsageReport one = *readUsage(store.database(), query);
            QCOMPARE(one.groups.size(), 1u);
            QVERIFY(one.groups[0].buckets == group.buckets);
            QVERIFY(one.total == group.total);
        }
    }

    void putsTheRestTogether()
    {
        UsageQuery query = hours(Grouping::Model);
        query.maxGroups = 1;
        const UsageReport report = read(query);
        QCOMPARE(report.groups.size(), 2u);
        QCOMPARE(*report.groups[0].name, "model-2");
        QVERIFY(report.groups[1].isOthers && !report.groups[1].name);
        QCOMPARE(report.groups[1].total.chargeNano, 3'210);
        query.maxGroups = 2;
        QCOMPARE(read(query).groups[2].total.chargeNano, 10);
        query.maxGroups = 3;
        QCOMPARE(read(query).groups.size(), 3u);
    }

    void readsEveryStep()
    {
        const UsageReport minutes = read({.from = kNoon + 10min, .to = kNoon + 12min, .step = Step::Minute});
        QCOMPARE(minutes.groups[0].buckets.size(), 2u);
        QCOMPARE(minutes.groups[0].buckets[0].chargeNano, 200);
        const UsageReport days = read({.from = kNoon - 12h, .to = kNoon + 12h, .step = Step::Day});
        QCOMPARE(days.groups[0].buckets.size(), 1u);
        QCOMPARE(days.total.requests, 6);
        QCOMPARE(days.total.total.percentileMs(990), 50);
    }
};

QTEST_GUILESS_MAIN(UsageQueriesTest)
#include "usagequeries_test.moc"
