// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/budgets/budgetstore.h"

#include "hypercore/budgets/budgettable.h"
#include "support/manualclock.h"
#include "support/scratchstore.h"

#include <QtTest>

using namespace gotoai;
using namespace gotoai::hypercore;

class BudgetStoreTest final : public QObject
{
    Q_OBJECT

private:
    test::ManualClock m_clock;
    std::unique_ptr<test::ScratchStore> m_store;
    std::unique_ptr<Directory> m_directory;
    std::unique_ptr<BudgetStore> m_budgets;
    AccountId m_account;
    KeyId m_key;

    void open()
    {
        auto database = m_store->openDatabase();
        auto rows = loadAccess(database, m_store->ring(), m_clock.now());
        auto budgets = loadBudgets(database);
        QVERIFY(rows && budgets);
        m_directory = std::make_unique<Directory>(*std::move(rows), m_store->writer(), m_store->queue(), m_clock);
        m_budgets = std::make_unique<BudgetStore>(*std::move(budgets), *m_directory, m_store->writer(),
                                                  m_store->queue(), m_clock);
    }
    void close()
    {
        m_budgets.reset();
        m_directory.reset();
        m_store->stopWriter();
    }
    BudgetDraft draft(BudgetPeriod period = BudgetPeriod::Month) const
    {
        return {.account = m_account,
                .key = std::nullopt,
                .name = "team",
                .period = period,
                .timeZone = "Europe/Warsaw",
                .limit = Money::fromNano(7)};
    }
    Result<BudgetPtr> create(BudgetDraft draft)
    {
        return m_store->await<BudgetPtr>([&](auto reply) { m_budgets->create(std::move(draft), reply); });
    }
    Result<BudgetPtr> change(const BudgetId& id, std::int64_t version, const BudgetChange& change)
    {
        return m_store->await<BudgetPtr>([&](auto reply) { m_budgets->change(id, version, change, reply); });
    }
    Result<BudgetPtr> remove(const BudgetId& id, std::int64_t version)
    {
        return m_store->await<BudgetPtr>([&](auto reply) { m_budgets->remove(id, version, reply); });
    }
    std::size_t claimCount(const KeyId& key) const
    {
        BudgetCalendar calendar;
        return m_budgets->snapshot()->claims(m_account, key, m_clock.now(), calendar).size();
    }

private Q_SLOTS:
    void init()
    {
        const auto access = accessMigrations();
        std::vector<storage::Migration> migrations(access.begin(), access.end());
        const auto budgets = budgetMigrations();
        migrations.insert(migrations.end(), budgets.begin(), budgets.end());
        m_store = std::make_unique<test::ScratchStore>(migrations);
        open();
        const auto account = m_store->await<std::shared_ptr<const Account>>([&](auto reply) {
            m_directory->createAccount({"Acme", {}, {}, true}, reply);
        });
        QVERIFY(account);
        m_account = (*account)->id;
        const auto key = m_store->await<CreatedKey>([&](auto reply) {
            m_directory->createKey({m_account, "laptop", std::nullopt}, reply);
        });
        QVERIFY(key);
        m_key = key->key->id;
    }
    void cleanup()
    {
        close();
        m_store.reset();
    }

    void keepsBudgetsOverARestart()
    {
        BudgetDraft ofKey = draft(BudgetPeriod::Hour);
        ofKey.key = m_key;
        const auto made = create(ofKey);
        QVERIFY(made && create(draft()));
        QVERIFY(change((*made)->id, 1, {.name = "night", .limit = Money::fromNano(9)}));
        close();
        open();
        QCOMPARE(m_budgets->budgets().size(), std::size_t{2});
        const BudgetPtr again = m_budgets->budget((*made)->id);
        QVERIFY(again && again->key == m_key && again->period == BudgetPeriod::Hour);
        QCOMPARE(again->name, "night");
        QCOMPARE(again->timeZone, "Europe/Warsaw");
        QCOMPARE(again->limit, Money::fromNano(9));
        QCOMPARE(again->version, 2);
    }

    void anOrderIsUnderItsAccountsAndItsKeys()
    {
        BudgetDraft ofKey = draft();
        ofKey.key = m_key;
        QVERIFY(create(draft()) && create(ofKey));
        QCOMPARE(claimCount(m_key), std::size_t{2});
        QCOMPARE(claimCount(KeyId::make(m_clock.now())), std::size_t{1});
        BudgetCalendar calendar;
        const auto claims = m_budgets->snapshot()->claims(m_account, m_key, m_clock.now(), calendar);
        const BudgetWindow window = windowOf(BudgetPeriod::Month, "Europe/Warsaw", m_clock.now());
        QCOMPARE(claims.front().limit, Money::fromNano(7));
        QVERIFY(claims.front().from == window.from && claims.front().until == window.until);
    }

    void onlyOneOfAPeriod()
    {
        QVERIFY(create(draft()));
        const auto again = create(draft());
        QVERIFY(!again);
        QCOMPARE(again.error().code, ErrorCode::Conflict);
        QCOMPARE(again.error().param, "period");
        BudgetDraft ofKey = draft();
        ofKey.key = m_key;
        QVERIFY(create(draft(BudgetPeriod::Day)) && create(ofKey));
        QVERIFY(!create(ofKey));
    }

    void removesForGood()
    {
        const auto made = create(draft());
        QVERIFY(made);
        QCOMPARE(remove((*made)->id, 2).error().code, ErrorCode::VersionConflict);
        QVERIFY(remove((*made)->id, 1));
        QCOMPARE(claimCount(m_key), std::size_t{0});
        QCOMPARE(remove((*made)->id, 1).error().code, ErrorCode::NotFound);
        QVERIFY(create(draft()));
    }

    void refusesWhatIsWrong_data()
    {
        QTest::addColumn<QString>("param");
        QTest::addColumn<int>("fault");
        QTest::newRow("account") << QStringLiteral("account") << 0;
        QTest::newRow("key") << QStringLiteral("key") << 1;
        QTest::newRow("no name") << QStringLiteral("name") << 2;
        QTest::newRow("zone") << QStringLiteral("time_zone") << 3;
        QTest::newRow("limit") << QStringLiteral("limit_usd") << 4;
    }
    void refusesWhatIsWrong()
    {
        QFETCH(QString, param);
        QFETCH(int, fault);
        BudgetDraft wrong = draft();
        if (fault == 0)
            wrong.account = AccountId::make(m_clock.now());
        if (fault == 1)
            wrong.key = KeyId::make(m_clock.now());
        if (fault == 2)
            wrong.name.clear();
        if (fault == 3)
            wrong.timeZone = "Mars/Olympus";
        if (fault == 4)
            wrong.limit = Money::fromNano(-1);
        const auto refused = create(wrong);
        QVERIFY(!refused && refused.error().code == ErrorCode::InvalidRequest);
        QCOMPARE(QString::fromStdString(refused.error().param), param);
        QVERIFY(m_budgets->budgets().empty());
    }

    void tellsEachNewSnapshotBeforeTheReply()
    {
        int told = 0;
        m_budgets->setSubscriber([&](const BudgetStore::SnapshotPtr&) { ++told; });
        const auto made = create(draft());
        QCOMPARE(told, 1);
        QVERIFY(made && change((*made)->id, 1, {.name = std::nullopt, .limit = Money::fromNano(1)}));
        QCOMPARE(told, 2);
        QVERIFY(remove((*made)->id, 2));
        QCOMPARE(told, 3);
    }
};

QTEST_GUILESS_MAIN(BudgetStoreTest)
#include "budgetstore_test.moc"
