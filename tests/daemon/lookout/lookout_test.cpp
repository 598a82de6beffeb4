// SPDX-License-Identifier: GPL-3.0-or-later
#include "lookout/lookout.h"

#include "alerts/alerttable.h"
#include "clearinghouse/schema.h"
#include "support/catalogfixture.h"
#include "support/manualclock.h"
#include "support/scratchstore.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::lookout;
using namespace std::chrono_literals;
using alerts::AlertStore;

namespace {

std::vector<storage::Migration> allMigrations()
{
    std::vector<storage::Migration> all;
    for (const auto owner :
         {clearinghouse::ledgerMigrations(), hypercore::accessMigrations(), alerts::alertMigrations()})
        all.insert(all.end(), owner.begin(), owner.end());
    return all;
}

} // namespace

class LookoutTest : public QObject
{
    Q_OBJECT

private:
    // A daemon's life around one endpoint and one account.
    struct Life
    {
        Life(test::ScratchStore& scratch, const supply::CatalogRows& rows, const Clock& clock)
            : store(scratch)
        {
            auto database = store.openDatabase();
            auto access = hypercore::loadAccess(database, store.ring(), clock.now());
            auto kept = alerts::loadAlerts(database, 100);
            ledger = *clearinghouse::SqliteLedgerStore::open(std::move(database), {}, clock);
            storage::Writer& writer = ledger->writer();
            directory = std::make_unique<hypercore::Directory>(*std::move(access), writer, store.queue(), clock);
            alertStore = std::make_unique<AlertStore>(*std::move(kept), writer, store.queue(), clock);
            catalog = std::make_unique<supply::CatalogStore>(rows, store.ring(), writer, store.queue(), clock);
            health = std::make_unique<supply::HealthBook>(clock);
            space = std::make_unique<service::SpaceWatch>(
                service::SpaceWatch::Options{
                    .directory = disk.path().toStdString(), .ballastBytes = 1'000, .leastFree = 1'000'000},
                [this] { return freeBytes; });
            lookout = std::make_unique<Lookout>(Lookout::Parts{.alerts = *alertStore,
                                                               .directory = *directory,
                                                               .catalog = *catalog,
                                                               .health = *health,
                                                               .ledger = *ledger,
                                                               .queue = store.queue(),
                                                               .space = *space,
                                                               .usage = usage,
                                                               .clock = clock});
        }
        ~Life()
        {
            sync();
            lookout.reset();
            ledger.reset();
            store.queue().drain();
        }

        // Whatever was asked for before has been answered.
        void sync()
        {
            const auto synced = store.await<std::vector<clearinghouse::Wallet>>(
                [this](auto reply) { ledger->wallets({}, store.queue(), std::move(reply)); });
            const auto written = store.await<bool>([this](auto reply) {
                storage::submitFunctions(
                    ledger->writer(), store.queue(), [](storage::Database&) -> Result<void> { return {}; },
                    [reply](const Result<void>&) { reply(true); });
            });
            QVERIFY(synced && written);
        }
        void tick(int times = 1)
        {
            for (int i = 0; i < times; ++i) {
                lookout->tick();
                sync();
            }
        }
        void topUp(const AccountId& account, const char* usd, const std::string& id)
        {
            const auto done = store.await<clearinghouse::TopUpReceipt>([&](auto reply) {
                ledger->topUp({account, "manual", id, *Money::parseUsd(usd), fromMicroseconds(1)}, store.queue(),
                              std::move(reply));
            });
            QVERIFY(done);
        }
        AccountId makeAccount(const char* lowBalance)
        {
            hypercore::AccountDraft draft{.name = "Acme", .creditLimit = {}, .fee = {}};
            draft.lowBalance = *Money::parseUsd(lowBalance);
            return (*store.await<std::shared_ptr<const hypercore::Account>>(
                        [&](auto reply) { directory->createAccount(draft, reply); }))
                ->id;
        }
        // "kind subject ×count" of those that are open.
        QStringList open() const
        {
            QStringList found;
            for (const auto& [id, alert] : alertStore->alerts()) {
                if (alert->isOpen())
                    found << QString::fromStdString(alert->finding.kind + " " + alert->finding.subject + " ×" +
                                                    std::to_string(alert->count));
            }
            return found;
        }

        test::ScratchStore& store;
        QTemporaryDir disk;
        std::uint64_t freeBytes = 10'000'000;
        UsageFeed usage;
        std::unique_ptr<clearinghouse::SqliteLedgerStore> ledger;
        std::unique_ptr<hypercore::Directory> directory;
        std::unique_ptr<AlertStore> alertStore;
        std::unique_ptr<supply::CatalogStore> catalog;
        std::unique_ptr<supply::HealthBook> health;
        std::unique_ptr<service::SpaceWatch> space;
        std::unique_ptr<Lookout> lookout;
    };

    test::ManualClock m_clock;
    std::unique_ptr<test::ScratchStore> m_store;
    supply::CatalogRows m_rows;

    std::unique_ptr<Life> live() { return std::make_unique<Life>(*m_store, m_rows, m_clock); }
    static QString about(const char* kind, const std::string& subject, int count = 1)
    {
        return QString::fromStdString(std::string(kind) + " " + subject + " ×" + std::to_string(count));
    }

private Q_SLOTS:
    void init()
    {
        m_store = std::make_unique<test::ScratchStore>(allMigrations());
        const auto endpoint = test::makeEndpoint({});
        m_rows = {};
        m_rows.providers.push_back(endpoint->provider);
        m_rows.endpoints.push_back(endpoint);
    }
    void cleanup() { m_store.reset(); }

    void aLowBalanceIsToldOnceAndEndsWithMoney()
    {
        auto life = live();
        const AccountId account = life->makeAccount("2");
        const QString low = about("low_balance", account.toString());
        life->tick(3);
        QCOMPARE(life->open(), QStringList{low});
        const auto alert = life->alertStore->newest("low_balance", account.toString());
        QVERIFY(alert->finding.account == account);
        QVERIFY2(alert->finding.facts.find("$0 available, less than $2") != std::string::npos,
                 alert->finding.facts.c_str());
        life->topUp(account, "1.999999999", "a");
        life->tick(2);
        QCOMPARE(life->open(), QStringList{low});
        life->topUp(account, "0.000000001", "b");
        life->tick(2);
        QCOMPARE(life->open(), QStringList());
        QCOMPARE(life->alertStore->newest("low_balance", account.toString())->acknowledgedBy, "gotoaid");
    }

    void aRestartTellsNothingTwice()
    {
        auto life = live();
        const AccountId account = life->makeAccount("2");
        const QString low = about("low_balance", account.toString());
        life->tick(3);
        life.reset();
        life = live();
        life->tick(3);
        QCOMPARE(life->open(), QStringList{low});
        const auto alert = life->alertStore->newest("low_balance", account.toString());
        QVERIFY(m_store->await<AlertStore::AlertPtr>(
            [&](auto reply) { life->alertStore->acknowledge(alert->id, alert->version, "usr_1", reply); }));
        life.reset();
        life = live();
        life->tick(3);
        QCOMPARE(life->open(), QStringList());
        life->topUp(account, "5", "a"); // just before the end: nobody has looked
        life.reset();
        life = live();
        life->tick(3);
        QCOMPARE(life->open(), QStringList());
    }

    void whatEndedWhileNobodyLookedIsOver()
    {
        auto life = live();
        const AccountId account = life->makeAccount("2");
        life->tick(3);
        life->topUp(account, "5", "a");
        life.reset();
        life = live();
        QCOMPARE(life->open().size(), 1);
        life->tick(3);
        QCOMPARE(life->open(), QStringList());
    }

    void aBreakerIsToldWhenItHasBeenOpenForLong()
    {
        auto life = live();
        const auto endpoint = life->catalog->endpoints().begin()->second;
        supply::TrackRecord& record = life->health->recordOf(*endpoint);
        for (int i = 0; i < supply::CircuitBreaker::kFailuresToOpen; ++i)
            record.observe({.fate = supply::AttemptFate::Refused}, m_clock.tick());
        life->tick();
        m_clock.advance(BreakerLookout::kLong - 1s);
        life->tick();
        QCOMPARE(life->open(), QStringList());
        m_clock.advance(1s);
        life->tick(2);
        QCOMPARE(life->open(), QStringList{about("breaker_open", endpoint->id.toString())});
        while (record.breaker(m_clock.tick()).state != supply::CircuitBreaker::State::Closed) {
            m_clock.advance(60s);
            if (record.admit(m_clock.tick()) == supply::CircuitBreaker::Admission::Probe)
                record.probeAnswered(m_clock.tick());
        }
        life->tick();
        QCOMPARE(life->open(), QStringList());
    }

    void aFullDiskIsTold()
    {
        auto life = live();
        life->freeBytes = 900'000;
        life->space->look();
        life->tick(2);
        QCOMPARE(life->open(), QStringList{about("space_low", "data_directory")});
        life->freeBytes = 200'000;
        life->space->look();
        life->tick(2);
        QCOMPARE(life->open().size(), 2);
        QVERIFY(life->open().contains(about("ballast_given_up", "data_directory")));
        life->freeBytes = 10'000'000;
        life->space->look();
        life->tick();
        QCOMPARE(life->open(), QStringList());
    }

    void usageThatCannotBeBelievedIsTold_data()
    {
        QTest::addColumn<int>("fault");
        QTest::addColumn<QString>("kind");
        using hypercore::UsageFault;
        QTest::newRow("absurd") << static_cast<int>(UsageFault::Absurd) << "absurd_usage";
        QTest::newRow("without price") << static_cast<int>(UsageFault::WithoutPrice) << "usage_without_price";
        QTest::newRow("bill") << static_cast<int>(UsageFault::BilledOtherwise) << "provider_bills_otherwise";
    }
    void usageThatCannotBeBelievedIsTold()
    {
        QFETCH(int, fault);
        QFETCH(QString, kind);
        auto life = live();
        auto order = std::make_shared<hypercore::FinishedOrder>();
        order->endpoint = life->catalog->endpoints().begin()->second;
        life->usage.orderFinished(order);
        life->tick();
        QCOMPARE(life->open(), QStringList());
        order->usageFault = static_cast<hypercore::UsageFault>(fault);
        order->usageFaultEndpoint = order->endpoint;
        life->usage.orderFinished(order);
        life->usage.orderFinished(order);
        life->tick();
        QCOMPARE(life->open(), QStringList{about(kind.toUtf8().constData(), order->endpoint->id.toString(), 2)});
    }

    void whatTheStartFoundIsTold()
    {
        auto life = live();
        life->lookout->begin({.ledgerCut = "batch 7 is missing", .auditLogCut = "record 3 is missing", .doubted = 4});
        QCOMPARE(life->open(), (QStringList{about("ledger_cut", "ledger"), about("audit_log_cut", "audit"),
                                            about("orders_in_doubt", "ledger")}));
        life->tick();
        QVERIFY2(!life->open().contains(about("orders_in_doubt", "ledger")), "none is in doubt");
    }
};

QTEST_GUILESS_MAIN(LookoutTest)
#include "lookout_test.moc"
