// SPDX-License-Identifier: GPL-3.0-or-later
// What stands after a start: the same balances, open orders in doubt, the doubt's deadline.
#include "clearinghouse/sqliteledgerstore.h"

#include "daemon/clearinghouse/testledger.h"

#include <QtTest>

#include <filesystem>

using namespace gotoai;
using namespace gotoai::test;
using namespace std::chrono_literals;

namespace {

// Changes one byte of `text` where it stands in a file of the directory. False when it stands nowhere.
bool spoil(const std::string& directory, const QByteArray& text)
{
    for (const auto& entry : std::filesystem::directory_iterator(directory)) {
        QFile file(QString::fromStdString(entry.path().string()));
        if (!file.open(QIODevice::ReadWrite))
            return false;
        const qsizetype place = file.readAll().indexOf(text);
        if (place >= 0)
            return file.seek(place) && file.write("X") == 1;
    }
    return false;
}

} // namespace

class RecoveryTest final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<TestLedger> m_ledger;
    OrderNumber m_running = 0;

private Q_SLOTS:
    void init()
    {
        m_ledger = std::make_unique<TestLedger>();
        QVERIFY(m_ledger->topUp(m_ledger->account, nano(1'000'000)));
        const auto reserved = m_ledger->reserve(m_ledger->account, nano(900'000));
        QVERIFY(reserved);
        m_running = reserved->number;
    }
    void cleanup()
    {
        const auto report = m_ledger->verify();
        QVERIFY2(report, report ? "" : report.error().detail.c_str());
    }

    void balancesAndNumbersGoOn()
    {
        TestLedger& ledger = *m_ledger;
        QVERIFY(ledger.settle(ledger.finalization(m_running, {ledger.attempt(Payer::User, 30, 14)})));
        ledger.reopen();
        QCOMPARE(ledger.store().doubtedAtStart(), std::size_t{0});
        QCOMPARE(ledger.wallet(ledger.account).available, nano(1'000'000 - 7'100));
        const auto next = ledger.reserve(ledger.account, nano(1));
        QVERIFY(next);
        QCOMPARE(next->number, m_running + 1);
        QVERIFY(ledger.settle(ledger.release(next->number)));
        const auto replay = ledger.topUp(ledger.account, nano(1'000'000));
        QVERIFY(replay && replay->isReplayed);
    }

    void runningOrderIsInDoubtAndKeepsItsHold()
    {
        TestLedger& ledger = *m_ledger;
        ledger.reopen();
        QCOMPARE(ledger.store().doubtedAtStart(), std::size_t{1});
        QCOMPARE(ledger.wallet(ledger.account).held, nano(900'000));
        QCOMPARE(ledger.figure("SELECT count(*) FROM transitions WHERE state = 2"), 1);
    }

    void evidenceEndsADoubt()
    {
        TestLedger& ledger = *m_ledger;
        ledger.reopen();
        const auto settled = ledger.settle(ledger.finalization(m_running, {ledger.attempt(Payer::User, 30, 14)}));
        QVERIFY(settled);
        QCOMPARE(settled->charge, nano(7'100));
        QVERIFY(ledger.wallet(ledger.account).held.isZero());
    }

    void doubtExpiresAtItsDeadlineAndNotBefore()
    {
        TestLedger& ledger = *m_ledger;
        ledger.reopen({.settler = {.doubtDeadline = 10min}});
        ledger.clock.advance(10min - 1us);
        QCOMPARE(ledger.expireDoubts().value_or(99), std::size_t{0});
        ledger.clock.advance(1us);
        QCOMPARE(ledger.expireDoubts().value_or(99), std::size_t{1});
        QCOMPARE(ledger.wallet(ledger.account).available, nano(1'000'000));
        QVERIFY(ledger.wallet(ledger.account).held.isZero());
        QCOMPARE(ledger.expireDoubts().value_or(99), std::size_t{0});
        QCOMPARE(ledger.figure("SELECT count(*) FROM transitions WHERE state = 4 AND reason = 'doubt_expired' "
                               "AND charge_nano = 0"),
                 1);
    }

    void deadlineIsAsConfigured()
    {
        TestLedger& ledger = *m_ledger;
        ledger.reopen({.settler = {.doubtDeadline = 1s}});
        ledger.clock.advance(1s);
        QCOMPARE(ledger.expireDoubts().value_or(99), std::size_t{1});
    }

    void secondStartKeepsTheFirstDeadline()
    {
        TestLedger& ledger = *m_ledger;
        ledger.reopen({.settler = {.doubtDeadline = 10min}});
        ledger.clock.advance(9min);
        ledger.reopen({.settler = {.doubtDeadline = 10min}});
        QCOMPARE(ledger.store().doubtedAtStart(), std::size_t{0});
        ledger.clock.advance(1min);
        QCOMPARE(ledger.expireDoubts().value_or(99), std::size_t{1});
    }

    // A copy of the files taken between two batches is what a crash leaves.
    void crashLosesNothingThatWasAnswered_data()
    {
        QTest::addColumn<bool>("haveTablesFollowed");
        QTest::newRow("rows in the tables") << true;
        QTest::newRow("rows in the journal alone") << false;
    }
    void crashLosesNothingThatWasAnswered()
    {
        QFETCH(bool, haveTablesFollowed);
        TestLedger& ledger = *m_ledger;
        ledger.reopen({.rows = {.delay = std::chrono::hours(1)}});
        QVERIFY(ledger.settle(ledger.finalization(m_running, {ledger.attempt(Payer::User, 30, 14)})));
        if (haveTablesFollowed)
            QVERIFY(ledger.store().catchUp(std::chrono::seconds(20)));
        QTemporaryDir place;
        const std::string copy = place.filePath(QStringLiteral("ledger.db")).toStdString();
        std::filesystem::copy_file(ledger.path(), copy);
        std::filesystem::copy_file(ledger.path() + "-wal", copy + "-wal");
        std::filesystem::copy(journalDirectory(ledger.path()), journalDirectory(copy));
        auto database = storage::Database::open(copy, storage::Access::ReadWrite);
        QVERIFY(database);
        auto journal = storage::Journal::open(journalDirectory(copy), {});
        QVERIFY(journal);
        const auto caughtUp = catchUpWithJournal(*database, **journal);
        QVERIFY2(caughtUp, caughtUp ? "" : caughtUp.error().detail.c_str());
        QCOMPARE(*caughtUp > 0, !haveTablesFollowed);
        const auto report = verifyBooks(*database);
        QVERIFY2(report, report ? "" : report.error().detail.c_str());
        QCOMPARE(report->transfers, 4);
        QCOMPARE(report->openOrders, 0);
    }

    // The last batch was being written when the power went: it was never answered, and is as if it had not been.
    void tornBatchIsAbsent()
    {
        TestLedger& ledger = *m_ledger;
        ledger.reopen({.rows = {.delay = std::chrono::hours(1)}});
        QVERIFY(ledger.settle(ledger.finalization(m_running, {ledger.attempt(Payer::User, 30, 14)})));
        QTemporaryDir place;
        const std::string copy = place.filePath(QStringLiteral("ledger.db")).toStdString();
        std::filesystem::copy_file(ledger.path(), copy);
        std::filesystem::copy_file(ledger.path() + "-wal", copy + "-wal");
        std::filesystem::copy(journalDirectory(ledger.path()), journalDirectory(copy));
        QVERIFY(spoil(journalDirectory(copy), "chatcmpl-1")); // of its attempt
        auto database = storage::Database::open(copy, storage::Access::ReadWrite);
        QVERIFY(database);
        auto store = SqliteLedgerStore::open(std::move(*database), {}, ledger.clock);
        QVERIFY2(store, store ? "" : store.error().detail.c_str());
        QCOMPARE((*store)->figures().inDoubt.load(), 1U);
        QCOMPARE((*store)->figures().heldNano.load(), 900'000);
        store->reset();
        auto reader = storage::Database::open(copy, storage::Access::ReadOnly);
        QVERIFY(reader && verifyBooks(*reader));
    }

    // What was answered long ago is damaged in the journal: nothing is guessed.
    void damagedDurableBatchIsRefused()
    {
        TestLedger& ledger = *m_ledger;
        ledger.reopen({.rows = {.delay = std::chrono::hours(1)}});
        QVERIFY(ledger.settle(ledger.finalization(m_running, {ledger.attempt(Payer::User, 30, 14)})));
        QVERIFY(ledger.topUp(ledger.account, nano(1), "later")); // its frame knows that the one before was durable
        QTemporaryDir place;
        const std::string copy = place.filePath(QStringLiteral("ledger.db")).toStdString();
        std::filesystem::copy_file(ledger.path(), copy);
        std::filesystem::copy_file(ledger.path() + "-wal", copy + "-wal");
        std::filesystem::copy(journalDirectory(ledger.path()), journalDirectory(copy));
        QVERIFY(spoil(journalDirectory(copy), "chatcmpl-1"));
        auto database = storage::Database::open(copy, storage::Access::ReadWrite);
        QVERIFY(database);
        const auto store = SqliteLedgerStore::open(std::move(*database), {}, ledger.clock);
        QVERIFY(!store);
        QVERIFY(store.error().code == ErrorCode::Corrupt);
    }

    // Every few transfers a checkpoint: the start folds the rest onto it, wherever it was made.
    void checkpointAndTailGiveTheSameBooks()
    {
        TestLedger& ledger = *m_ledger;
        const SqliteLedgerStore::Options options{.settler = {.transfersPerCheckpoint = 7}};
        ledger.reopen(options);
        std::int64_t expected = 100'000;
        for (int round = 0; round < 40; ++round) {
            const auto reserved = ledger.reserve(ledger.account, nano(10'000));
            QVERIFY(reserved);
            QVERIFY(ledger.settle(ledger.finalization(reserved->number, {ledger.attempt(Payer::User, 1, 1)})));
            expected -= 450;
            if (round % 9 == 0)
                ledger.reopen(options);
            QCOMPARE(ledger.wallet(ledger.account).available, nano(expected));
            QVERIFY(ledger.verify());
        }
    }

    void rowsThatContradictTheLastBatchAreRefused()
    {
        TestLedger& ledger = *m_ledger;
        ledger.close();
        auto database = storage::Database::open(ledger.path(), storage::Access::ReadWrite);
        QVERIFY(database);
        QVERIFY(database->execute("INSERT INTO transfers VALUES (3, 0, 1, 2, 3, 5, 0)"));
        const auto opened = SqliteLedgerStore::open(std::move(*database), {}, ledger.clock);
        QVERIFY(!opened);
        QVERIFY(opened.error().code == ErrorCode::Corrupt);

        auto mend = storage::Database::open(ledger.path(), storage::Access::ReadWrite);
        QVERIFY(mend && mend->execute("DROP TRIGGER transfers_no_delete; DELETE FROM transfers WHERE number = 3"));
    }
};

QTEST_GUILESS_MAIN(RecoveryTest)
#include "recovery_test.moc"
