// SPDX-License-Identifier: GPL-3.0-or-later
#include "requestlog/backfill.h"

#include "daemon/clearinghouse/testledger.h"
#include "support/catalogfixture.h"
#include "support/finishedorders.h"

#include <QFile>
#include <QTest>

#include <utility>

using namespace gotoai;
using namespace gotoai::requestlog;
using namespace std::chrono_literals;

class BackfillTest : public QObject
{
    Q_OBJECT

private:
    // A ledger with a finalized order, one that was released, a rejected one and one in doubt; and a log of requests.
    struct World
    {
        QTemporaryDir directory;
        test::TestLedger ledger;
        std::shared_ptr<const supply::Catalog> catalog = std::make_shared<supply::Catalog>();
        std::unique_ptr<RequestLog> log;
        std::unique_ptr<Backfill> backfill;
        int asked = 0;                             // pieces
        std::function<void()> beforePlace = [] {}; // is read next

        World()
        {
            must(ledger.topUp(ledger.account, test::nano(10'000'000)).has_value());
            settle(1);
            must(ledger.reserve(ledger.account, test::nano(400'000)).has_value());
            must(ledger.settle(ledger.release(2)).has_value());
            must(!ledger.reserve(ledger.account, test::nano(50'000'000)));
            must(ledger.reserve(ledger.account, test::nano(100)).has_value());
            ledger.reopen(); // 4 is in doubt now
            open();
        }

        void settle(clearinghouse::OrderNumber number)
        {
            must(ledger.reserve(ledger.account, test::nano(400'000)).has_value());
            must(ledger.settle(ledger.finalization(number, {ledger.attempt(clearinghouse::Payer::User, 30, 14)}))
                     .has_value());
        }

        static void must(bool isDone)
        {
            if (!isDone)
                qFatal("the ledger of the test is not as it has to be");
        }

        std::string path() const { return directory.filePath(QStringLiteral("requests.db")).toStdString(); }
        void open()
        {
            log = *RequestLog::open(path(), {}, ledger.clock);
            backfill = std::make_unique<Backfill>(Backfill::Parts{
                *log,
                [this](auto work, auto reply) {
                    std::exchange(beforePlace, [] {})();
                    read<LedgerPlace>(work, reply);
                },
                [this](auto work, auto reply) {
                    ++asked;
                    read<LedgerPiece>(work, reply);
                },
                [this] { return catalog; },
                ledger.clock,
            });
        }
        void close()
        {
            backfill.reset();
            log.reset();
        }

        template<class T>
        void read(const std::function<Result<T>(storage::Database&)>& work, const std::function<void(Result<T>)>& reply)
        {
            auto database = ledger.reader();
            reply(work(database));
        }

        std::int64_t number(const char* sql) const
        {
            auto database = storage::Database::open(path(), storage::Access::ReadOnly);
            auto statement = database->prepare(sql);
            return statement && *statement->step() ? statement->integer(0) : -1;
        }
        // Beats of a second until the log knows the ledger to its end.
        bool catchUp()
        {
            auto database = ledger.reader();
            const auto end = *ledgerEnd(database);
            return QTest::qWaitFor([&] {
                ledger.clock.advance(1s);
                log->tick();
                backfill->tick();
                return log->place() == end;
            });
        }
        std::int64_t requests() const { return number("SELECT sum(requests) FROM usage_day"); }
    };

private Q_SLOTS:
    void fillsANewLog()
    {
        World world;
        QVERIFY(world.catchUp());
        QCOMPARE(world.number("SELECT count(*) FROM requests"), 3); // the one in doubt has not ended
        QCOMPARE(world.requests(), 3);
        QCOMPARE(world.number("SELECT sum(charge_nano) FROM usage_minute"), 7'100);
        QCOMPARE(world.number("SELECT count(*) FROM requests WHERE state = 0 AND outcome = 3"), 1);
        QCOMPARE(world.number("SELECT count(*) FROM requests WHERE attempts = 1 AND prompt = 30 AND completion = 14"),
                 1);
    }

    void addsNothingTwice()
    {
        World world;
        QVERIFY(world.catchUp());
        world.close();
        world.open();
        QVERIFY(world.catchUp());
        QCOMPARE(world.requests(), 3);
    }

    void leavesRowsThatAreThere()
    {
        World world;
        auto reader = world.ledger.reader();
        const auto rows = *clearinghouse::LedgerQueries(reader).orders({}, {});
        auto live = test::makeFinishedOrder(test::makeEndpoint({}), world.ledger.account, world.ledger.key,
                                            world.ledger.clock.now());
        live.id = rows.rows.back().id;
        world.log->orderFinished(std::make_shared<const hypercore::FinishedOrder>(std::move(live)));
        world.log->tick();
        QVERIFY(world.catchUp());
        QCOMPARE(world.requests(), 3);
        QCOMPARE(world.number("SELECT count(*) FROM requests WHERE client_status = 200"), 1);
    }

    void fillsALogThatWasLost()
    {
        World world;
        QVERIFY(world.catchUp());
        world.close();
        for (const char* suffix : {"", "-wal", "-shm"})
            QFile::remove(QString::fromStdString(world.path() + suffix));
        world.open();
        QVERIFY(world.catchUp());
        QCOMPARE(world.requests(), 3);
    }

    // What comes live is not read from the ledger again, and not counted by it.
    void passesOverWhatNobodyMissed()
    {
        World world;
        QVERIFY(world.catchUp());
        const int before = world.asked;
        world.settle(5);
        QVERIFY(world.catchUp());
        QCOMPARE(world.asked, before);
        QCOMPARE(world.requests(), 3);
    }

    void findsEndsThatNobodyTold()
    {
        World world;
        QVERIFY(world.catchUp());
        world.ledger.clock.advance(std::chrono::hours(1));
        QVERIFY(world.ledger.expireDoubts().value_or(0) == 1);
        world.backfill->lookAgain();
        QVERIFY(world.catchUp());
        QCOMPARE(world.requests(), 4);
        QCOMPARE(world.number("SELECT total_us FROM requests WHERE state = 4 AND attempts = 0 AND hold_nano = 100"), 0);
    }

    // The ledger has an end before its telling, and may be asked in between how far it goes.
    void findsAnEndThatCameWhileItAsked()
    {
        World world;
        QVERIFY(world.catchUp());
        bool hasEnded = false;
        world.beforePlace = [&] { hasEnded = world.ledger.settle(world.ledger.release(4)).has_value(); };
        QVERIFY(QTest::qWaitFor([&] {
            world.ledger.clock.advance(1s);
            world.log->tick();
            world.backfill->tick();
            return hasEnded;
        }));
        world.backfill->lookAgain();
        QVERIFY(world.catchUp());
        QCOMPARE(world.requests(), 4);
    }

    // Its live row said that nothing was settled; by now it is.
    void completesARowThatWasWrittenBeforeItsEnd()
    {
        World world;
        auto reader = world.ledger.reader();
        const auto row = clearinghouse::LedgerQueries(reader).orders({}, {})->rows.back();
        auto live = test::makeFinishedOrder(test::makeEndpoint({}), world.ledger.account, world.ledger.key,
                                            world.ledger.clock.now());
        live.id = row.id;
        live.state = clearinghouse::OrderState::Reserved;
        live.cost = {};
        world.log->orderFinished(std::make_shared<const hypercore::FinishedOrder>(std::move(live)));
        world.log->tick();
        QVERIFY(world.catchUp());
        QCOMPARE(world.requests(), 3);
        QCOMPARE(world.number("SELECT sum(charge_nano) FROM usage_day"), 7'100);
        QCOMPARE(world.number("SELECT count(*) FROM requests WHERE client_status = 200 AND charge_nano = 7100"), 1);
    }

    void findsOrdersThatWereDropped()
    {
        World world;
        QVERIFY(world.catchUp());
        world.close();
        world.log = *RequestLog::open(world.path(), {.maxWaiting = 0}, world.ledger.clock);
        world.backfill = std::make_unique<Backfill>(
            Backfill::Parts{*world.log, [&](auto work, auto reply) { world.read<LedgerPlace>(work, reply); },
                            [&](auto work, auto reply) { world.read<LedgerPiece>(work, reply); },
                            [&] { return world.catalog; }, world.ledger.clock});
        QVERIFY(world.catchUp());
        world.settle(5);
        world.log->orderFinished(std::make_shared<const hypercore::FinishedOrder>());
        QCOMPARE(world.log->figures().dropped, 1u);
        QVERIFY(world.catchUp());
        QCOMPARE(world.requests(), 4);
    }
};

QTEST_GUILESS_MAIN(BackfillTest)
#include "backfill_test.moc"
