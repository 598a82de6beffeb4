// SPDX-License-Identifier: GPL-3.0-or-later
#include "requestlog/requestlog.h"

#include "support/finishedorders.h"
#include "support/manualclock.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>

#include <csignal>
#include <thread>

using namespace gotoai;
using namespace gotoai::requestlog;
using namespace std::chrono_literals;

class RequestLogTest : public QObject
{
    Q_OBJECT

private:
    struct World
    {
        QTemporaryDir directory;
        test::ManualClock clock;
        std::shared_ptr<const supply::Endpoint> endpoint = test::makeEndpoint({});
        AccountId account = AccountId::make(clock.now());
        KeyId key = KeyId::make(clock.now());
        std::unique_ptr<RequestLog> log;

        std::string path() const { return directory.filePath(QStringLiteral("requests.db")).toStdString(); }
        void open(RequestLog::Options options = {}) { log = *RequestLog::open(path(), options, clock); }
        void finish(int count)
        {
            for (int i = 0; i < count; ++i)
                log->orderFinished(std::make_shared<const hypercore::FinishedOrder>(
                    test::makeFinishedOrder(endpoint, account, key, clock.now())));
        }
        std::int64_t rows() const
        {
            auto database = storage::Database::open(path(), storage::Access::ReadOnly);
            auto statement = database->prepare("SELECT count(*) FROM requests");
            return statement->step() ? statement->integer(0) : -1;
        }
        // Ticks until the figures are as wanted.
        bool tickUntil(const std::function<bool(const RequestLogFigures&)>& isDone)
        {
            return QTest::qWaitFor([&] {
                log->tick();
                return isDone(log->figures());
            });
        }
    };

private Q_SLOTS:
    void writesWhatWaitsEverySecond()
    {
        World world;
        world.open();
        world.finish(3);
        QCOMPARE(world.log->figures().waiting, 3u);
        QVERIFY(world.tickUntil([](const auto& figures) { return figures.recorded == 3; }));
        QCOMPARE(world.log->figures().waiting, 0u);
        QCOMPARE(world.rows(), 3);
    }

    void writesFullBatchesAtOnce()
    {
        World world;
        world.open({.batch = 4});
        world.finish(9);
        QVERIFY(QTest::qWaitFor([&] { return world.rows() == 8; }));
    }

    void writesTheRestAtItsEnd()
    {
        World world;
        world.open();
        world.finish(5);
        world.log.reset();
        QCOMPARE(world.rows(), 5);
        world.open(); // and goes on where it was
        world.finish(1);
        world.log.reset();
        QCOMPARE(world.rows(), 6);
    }

    void keepsToAnotherAgeFromNowOn()
    {
        World world;
        world.open();
        world.finish(3);
        QVERIFY(world.tickUntil([](const auto& figures) { return figures.recorded == 3; }));
        world.clock.advance(std::chrono::hours(48));
        world.log->tick();
        QCOMPARE(world.rows(), 3);
        world.log->adopt({.rows = std::chrono::hours(24)}, RequestLines::None);
        QVERIFY(world.tickUntil([&](const auto&) { return world.rows() == 0; }));
    }

    void dropsWhatFindsNoRoom()
    {
        World world;
        world.open({.maxWaiting = 10});
        world.finish(25);
        QCOMPARE(world.log->figures().dropped, 15u);
        QVERIFY(world.tickUntil([](const auto& figures) { return figures.recorded == 10; }));
        world.finish(1);
        QVERIFY(world.tickUntil([](const auto& figures) { return figures.recorded == 11; }));
        QCOMPARE(world.log->figures().dropped, 15u);
    }

    void takesFromManyThreads()
    {
        World world;
        world.open({.batch = 16});
        {
            std::vector<std::jthread> lanes;
            for (int i = 0; i < 4; ++i)
                lanes.emplace_back([&world] { world.finish(500); });
        }
        QVERIFY(world.tickUntil([](const auto& figures) { return figures.recorded == 2000; }));
        QCOMPARE(world.rows(), 2000);
    }

    void sweeps()
    {
        World world;
        world.open({.retention = {.rows = 24h}, .sweepRows = 2});
        world.finish(7);
        QVERIFY(world.tickUntil([](const auto& figures) { return figures.recorded == 7; }));
        world.clock.advance(48h);
        QVERIFY(QTest::qWaitFor([&] {
            world.log->tick();
            return world.rows() == 0;
        }));
    }

    void beginsAnewBesideADamagedFile()
    {
        World world;
        QFile file(QString::fromStdString(world.path()));
        QVERIFY(file.open(QFile::WriteOnly) && file.write(QByteArray(8192, 'x')) == 8192);
        file.close();
        world.open();
        world.finish(1);
        world.log.reset();
        QCOMPARE(world.rows(), 1);
        QCOMPARE(QDir(world.directory.path()).entryList({QStringLiteral("requests.db.unusable-*")}).size(), 1);
    }

    // A disk that takes nothing costs orders in the log and nothing else; when it takes them again, so does the log.
    void outlivesAFullDisk()
    {
        World world;
        world.open();
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
        const rlimit full{4096, before.rlim_max};
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &full), 0);
        world.finish(200);
        const bool hasDropped = world.tickUntil([](const auto& figures) { return figures.dropped == 200; });
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &before), 0);
        QVERIFY(hasDropped);

        world.clock.advance(31s);
        QVERIFY(world.tickUntil([](const auto& figures) { return figures.isOpen; }));
        world.clock.advance(31s);
        QVERIFY(world.tickUntil([](const auto& figures) { return figures.isOpen; }));
        world.finish(2);
        QVERIFY(world.tickUntil([](const auto& figures) { return figures.recorded == 2; }));
        QCOMPARE(world.rows(), 2);
    }
};

QTEST_GUILESS_MAIN(RequestLogTest)
#include "requestlog_test.moc"
