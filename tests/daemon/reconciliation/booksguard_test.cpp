// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/alerttable.h"
#include "clearinghouse/schema.h"
#include "reconciliation/booksauditor.h"
#include "storage/migration.h"
#include "support/manualclock.h"
#include "support/scratchstore.h"

#include <QTest>

#include <deque>

using namespace gotoai;
using namespace gotoai::reconciliation;
using namespace std::chrono_literals;
using clearinghouse::BookFault;
using clearinghouse::SqliteLedgerStore;

namespace {

std::vector<storage::Migration> allMigrations()
{
    std::vector<storage::Migration> all;
    for (const auto owner : {clearinghouse::ledgerMigrations(), alerts::alertMigrations(), guardMigrations()})
        all.insert(all.end(), owner.begin(), owner.end());
    return all;
}

} // namespace

// The guard and the auditor, over a real ledger.
class BooksGuardTest : public QObject
{
    Q_OBJECT

private:
    struct Life
    {
        Life(test::ScratchStore& scratch, test::ManualClock& manual)
            : store(scratch)
            , clock(manual)
        {
            auto database = store.openDatabase();
            auto freezes = loadFreezes(database);
            auto kept = alerts::loadAlerts(database, 100);
            ledger = *SqliteLedgerStore::open(std::move(database), {}, clock);
            alertStore = std::make_unique<alerts::AlertStore>(*std::move(kept), ledger->writer(), store.queue(), clock);
            guard = std::make_unique<BooksGuard>(*std::move(freezes), *ledger, *alertStore, store.queue(), clock);
            reader = std::make_unique<storage::Database>(store.openDatabase(storage::Access::ReadOnly));
            auditor = std::make_unique<BooksAuditor>(BooksAuditor::Parts{
                .read =
                    [this](const BooksAuditor::Work& work, const BooksAuditor::PieceReply& reply) {
                        waiting.emplace_back([this, work, reply] {
                            reply(isUnreadable ? failure(ErrorCode::StoreUnavailable, "not now") : work(*reader));
                        });
                    },
                .guard = *guard,
                .clock = clock,
                .lastHead = [] { return std::nullopt; },
                .book = ledger->book()});
        }
        ~Life()
        {
            sync();
            auditor.reset();
            guard.reset();
            reader.reset();
            ledger.reset();
            store.queue().drain();
        }
        void sync()
        {
            const auto written = store.await<bool>([this](auto reply) {
                storage::submitFunctions(
                    ledger->writer(), store.queue(), [](storage::Database&) -> Result<void> { return {}; },
                    [reply](const Result<void>&) { reply(true); });
            });
            QVERIFY(written);
        }
        Result<clearinghouse::TopUpReceipt> topUp(const std::string& id)
        {
            return store.await<clearinghouse::TopUpReceipt>([&](auto reply) {
                ledger->topUp({account, "manual", id, Money::fromNano(1'000), clock.now()}, store.queue(),
                              std::move(reply));
            });
        }
        // Reads what is asked for until nothing is.
        void readAll()
        {
            QVERIFY(ledger->catchUp(20s));
            while (!waiting.empty()) {
                const auto work = waiting.front();
                waiting.pop_front();
                work();
            }
        }
        Result<BooksFreeze> lift()
        {
            return store.await<BooksFreeze>([this](auto reply) { guard->lift("usr_1", "I looked", reply); });
        }
        bool isTold() const
        {
            const auto alert = alertStore->newest(BooksGuard::kAlert, "ledger");
            return alert && alert->isOpen();
        }

        test::ScratchStore& store;
        test::ManualClock& clock;
        const AccountId account = AccountId::make(clock.now());
        std::deque<std::function<void()>> waiting;
        bool isUnreadable = false;
        std::unique_ptr<SqliteLedgerStore> ledger;
        std::unique_ptr<alerts::AlertStore> alertStore;
        std::unique_ptr<BooksGuard> guard;
        std::unique_ptr<storage::Database> reader;
        std::unique_ptr<BooksAuditor> auditor;
    };

    test::ManualClock m_clock;
    std::unique_ptr<test::ScratchStore> m_store;

    std::unique_ptr<Life> live() { return std::make_unique<Life>(*m_store, m_clock); }
    void tamper(const char* sql)
    {
        auto database = m_store->openDatabase();
        for (const char* table : {"transfers", "topups", "batches"})
            QVERIFY(database.execute(std::string("DROP TRIGGER IF EXISTS ") + table + "_no_update"));
        QVERIFY(database.execute(sql));
    }

private Q_SLOTS:
    void init() { m_store = std::make_unique<test::ScratchStore>(allMigrations()); }
    void cleanup() { m_store.reset(); }

    void frozenBooksMoveNoMoneyUntilSomebodyLooked()
    {
        auto life = live();
        QVERIFY(life->topUp("1"));
        life->guard->freeze(BookFault::Fold, "transfers 7: it is wrong");
        for (int round = 0; round < 2; ++round) {
            const auto refused = life->topUp("2");
            QVERIFY(!refused && refused.error().code == ErrorCode::StoreUnavailable);
            QCOMPARE(refused.error().param, std::string(SqliteLedgerStore::kBooksFrozen));
            const auto wallets = life->store.await<std::vector<clearinghouse::Wallet>>(
                [&](auto reply) { life->ledger->wallets({life->account}, life->store.queue(), std::move(reply)); });
            QVERIFY2(wallets, "reading goes on");
            QVERIFY(life->isTold());
            QCOMPARE(life->guard->current()->finding, "transfers 7: it is wrong");
            life.reset(); // and it is so after a restart
            life = live();
        }
        QVERIFY(life->lift());
        QVERIFY(!life->guard->current() && !life->isTold());
        QVERIFY(life->topUp("2"));
        QCOMPARE(life->lift().error().code, ErrorCode::Conflict);
        life.reset();
        life = live();
        QVERIFY(life->topUp("3"));
        QCOMPARE(life->guard->freezes().at(0).liftedBy, "usr_1");
        QCOMPARE(life->guard->freezes().at(0).reason, "I looked");
    }

    void aKnownFindingFreezesNothingAgain()
    {
        auto life = live();
        life->guard->freeze(BookFault::Chain, "batches 3: cut");
        QVERIFY(life->lift());
        life->guard->freeze(BookFault::Chain, "batches 3: cut");
        QVERIFY(!life->guard->current());
        life->guard->freeze(BookFault::Chain, "batches 4: cut");
        QVERIFY(life->guard->current());
    }

    void whatRunsComesToItsEnd()
    {
        auto life = live();
        QVERIFY(life->topUp("1"));
        const auto order = life->store.await<clearinghouse::ReservationReceipt>([&](auto reply) {
            clearinghouse::Reservation reservation;
            reservation.order = OrderId::make(m_clock.now());
            reservation.account = life->account;
            reservation.key = KeyId::make(m_clock.now());
            reservation.hold = Money::fromNano(600);
            reservation.at = m_clock.now();
            life->ledger->reserve(reservation, life->store.queue(), std::move(reply));
        });
        QVERIFY(order);
        life->guard->freeze(BookFault::Sum, "x 1: y");
        const auto released = life->store.await<clearinghouse::SettlementReceipt>([&](auto reply) {
            clearinghouse::Settlement settlement;
            settlement.number = order->number;
            settlement.at = m_clock.now();
            life->ledger->settle(settlement, life->store.queue(), std::move(reply));
        });
        QVERIFY(released);
        QCOMPARE(released->released.nano(), 600);
    }

    void soundBooksAreLookedAtAsTheyGrow()
    {
        auto life = live();
        QVERIFY(life->topUp("1"));
        life->auditor->tick();
        life->readAll();
        QVERIFY(life->auditor->progress());
        const auto before = life->auditor->progress()->through.transfers;
        QVERIFY(life->topUp("2"));
        life->auditor->tick();
        QVERIFY2(life->waiting.empty(), "it is not time yet");
        m_clock.advance(BooksAuditor::kInterval);
        life->auditor->tick();
        life->readAll();
        QCOMPARE(life->auditor->progress()->through.transfers, before + 1);
        QVERIFY(!life->guard->current());
        QVERIFY(!life->auditor->lastFull());
        m_clock.advance(BooksAuditor::kFullInterval);
        life->auditor->tick();
        life->readAll();
        QVERIFY(life->auditor->lastFull() && life->auditor->lastFull()->endedAt);
        QCOMPARE(life->auditor->lastFull()->through.transfers, before + 1);
        QVERIFY(life->auditor->lastFull()->finding.empty());
    }

    void whatIsBrokenFreezesThem()
    {
        auto life = live();
        QVERIFY(life->topUp("1"));
        QVERIFY(life->topUp("2"));
        QVERIFY(life->ledger->catchUp(20s));
        tamper("UPDATE transfers SET amount_nano = 7 WHERE number = 1");
        life->auditor->tick();
        life->readAll();
        QVERIFY2(!life->guard->current(), "it is old");
        life->auditor->auditAll();
        QVERIFY(life->auditor->isAuditingAll());
        life->readAll();
        QVERIFY(life->guard->current());
        QVERIFY(life->guard->current()->fault == BookFault::Chain);
        QVERIFY(life->guard->current()->finding.starts_with("transfers 1"));
        QCOMPARE(life->auditor->lastFull()->finding, life->guard->current()->finding);
        QVERIFY(life->lift());
        life->auditor->goOn();
        life->auditor->auditAll();
        life->readAll();
        QVERIFY2(!life->guard->current(), "that is known");
        QVERIFY(life->auditor->lastFull()->finding.starts_with("transfers 1"));
    }

    // Neither in another batch nor in another line of the same.
    void whatIsKnownHidesNothingBehindIt()
    {
        auto life = live();
        for (const char* id : {"1", "2", "3", "4"})
            QVERIFY(life->topUp(id));
        QVERIFY(life->ledger->catchUp(20s));
        tamper("UPDATE transfers SET at_us = at_us + 1 WHERE number = 2");
        life->auditor->auditAll();
        life->readAll();
        QVERIFY(life->guard->current() && life->lift());
        life->auditor->goOn();
        tamper("UPDATE transfers SET amount_nano = 7 WHERE number = 4");
        life->auditor->auditAll();
        life->readAll();
        QVERIFY(life->guard->current());
        QVERIFY(life->guard->current()->finding.starts_with("transfers 4"));
        QVERIFY(life->lift());
        tamper("UPDATE topups SET external_id = 'x' WHERE number = 3");
        life->auditor->goOn();
        life->auditor->auditAll();
        life->readAll();
        QVERIFY(life->guard->current());
        QVERIFY(life->guard->current()->finding.starts_with("topups 3"));
        QVERIFY(life->lift());
        tamper("UPDATE batches SET merkle_root = zeroblob(32) WHERE number = (SELECT max(number) FROM batches)");
        life->auditor->goOn();
        life->auditor->auditAll();
        life->readAll();
        QVERIFY(life->guard->current());
        QVERIFY(life->guard->current()->finding.starts_with("batches "));
        QVERIFY(life->lift());
        life->auditor->goOn();
        life->auditor->auditAll();
        life->readAll();
        QVERIFY2(!life->guard->current(), "all of it is known");
        QVERIFY(life->topUp("5"));
    }

    void whatCannotBeReadIsTriedAgain()
    {
        auto life = live();
        QVERIFY(life->topUp("1"));
        life->auditor->tick();
        life->readAll();
        life->isUnreadable = true;
        life->auditor->auditAll();
        QVERIFY(life->auditor->lastFull() && !life->auditor->lastFull()->endedAt);
        life->readAll();
        QVERIFY(life->auditor->isAuditingAll());
        life->isUnreadable = false;
        life->auditor->tick();
        life->readAll();
        QVERIFY(!life->auditor->isAuditingAll());
        QVERIFY(life->auditor->lastFull()->endedAt && life->auditor->lastFull()->finding.empty());
    }

    void whatIsNewAndBrokenFreezesThemAtOnce()
    {
        auto life = live();
        QVERIFY(life->topUp("1"));
        life->auditor->tick();
        life->readAll();
        QVERIFY(life->topUp("2"));
        QVERIFY(life->ledger->catchUp(20s));
        tamper("UPDATE transfers SET credit = debit, debit = credit WHERE number = 2");
        m_clock.advance(BooksAuditor::kInterval);
        life->auditor->tick();
        life->readAll();
        QVERIFY(life->guard->current());
        QVERIFY(!life->topUp("3"));
        QVERIFY(life->lift());
        life->auditor->goOn();
        QVERIFY(life->topUp("3"));
        m_clock.advance(BooksAuditor::kInterval);
        life->auditor->tick();
        life->readAll();
        QVERIFY2(!life->guard->current(), "it goes on behind what is known");
        QCOMPARE(life->auditor->progress()->through.transfers, 3);
    }
};

QTEST_GUILESS_MAIN(BooksGuardTest)
#include "booksguard_test.moc"
