// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/logsyncer.h"

#include <QtTest>

#include <poll.h>

#include <atomic>
#include <future>

using namespace gotoai;
using namespace gotoai::storage;

namespace {

// Reports its completion and nothing else.
class Echo final : public Completable
{
public:
    Echo(int number, std::vector<int>& completed, int& failed)
        : m_number(number)
        , m_completed(completed)
        , m_failed(failed)
    {}
    void completed(Result<void> result) override
    {
        m_completed.push_back(m_number);
        m_failed += result ? 0 : 1;
    }

private:
    int m_number;
    std::vector<int>& m_completed;
    int& m_failed;
};

} // namespace

class LogSyncerTest final : public QObject
{
    Q_OBJECT

private:
    CompletionQueue m_queue;
    std::vector<int> m_completed;
    int m_failed = 0;

    Batch batch(int number)
    {
        auto unit = std::make_unique<Echo>(number, m_completed, m_failed);
        Batch::setQueue(*unit, m_queue);
        std::vector<std::unique_ptr<Completable>> units;
        units.push_back(std::move(unit));
        return Batch(std::move(units));
    }

    bool waitForCompletions(std::size_t count)
    {
        while (m_completed.size() < count) {
            pollfd entry{m_queue.descriptor(), POLLIN, 0};
            if (poll(&entry, 1, 20'000) != 1)
                return false;
            m_queue.drain();
        }
        return true;
    }

private Q_SLOTS:
    void init()
    {
        m_completed.clear();
        m_failed = 0;
    }

    void syncsALoneBatchOnTheCallersThread()
    {
        std::thread::id syncedBy;
        LogSyncer syncer(
            [&]() -> Result<void> {
                syncedBy = std::this_thread::get_id();
                return {};
            },
            [](const Error&) {}, "sync");
        syncer.finishNow(batch(1));
        QVERIFY(syncedBy == std::this_thread::get_id());
        QVERIFY(waitForCompletions(1));
        QCOMPARE(m_failed, 0);
    }

    void batchesThatCanBeRepeatedAreNotSynced()
    {
        int syncs = 0;
        LogSyncer syncer(
            [&]() -> Result<void> {
                ++syncs;
                return {};
            },
            [](const Error&) {}, "sync");
        Batch repeatable = batch(1);
        repeatable.forgoSync();
        syncer.finishNow(std::move(repeatable));
        QVERIFY(waitForCompletions(1));
        QCOMPARE(syncs, 0);
        syncer.finishNow(batch(2));
        QVERIFY(waitForCompletions(2));
        QCOMPARE(syncs, 1);
    }

    void answersInOrderAndNeverBeforeTheSync()
    {
        std::promise<void> disk;
        const auto isFree = disk.get_future().share();
        std::atomic<int> syncs{0};
        LogSyncer syncer(
            [&]() -> Result<void> {
                ++syncs;
                isFree.wait();
                return {};
            },
            [](const Error&) {}, "sync");
        syncer.finishSoon(batch(1)); // returns although the disk stands still
        while (syncs == 0)
            std::this_thread::yield();
        syncer.finishSoon(batch(2));
        syncer.finishNow(batch(3)); // must not overtake
        QCOMPARE(m_queue.drain(), std::size_t{0});
        disk.set_value();
        QVERIFY(waitForCompletions(3));
        QCOMPARE(m_completed, std::vector<int>({1, 2, 3}));
        QCOMPARE(syncs.load(), 2); // one for all that waited
    }

    void failsEverythingAfterAFailedSync()
    {
        int reported = 0;
        LogSyncer syncer([]() -> Result<void> { return failure(ErrorCode::StoreUnavailable, "injected"); },
                         [&](const Error&) { ++reported; }, "sync");
        syncer.finishNow(batch(1));
        syncer.finishNow(batch(2));
        QVERIFY(waitForCompletions(2));
        QCOMPARE(m_failed, 2);
        QCOMPARE(reported, 1);
    }

    void finishesWhatItHasBeforeItEnds()
    {
        {
            LogSyncer syncer([]() -> Result<void> { return {}; }, [](const Error&) {}, "sync");
            for (int i = 0; i < 20; ++i)
                syncer.finishSoon(batch(i));
        }
        m_queue.drain();
        QCOMPARE(m_completed.size(), std::size_t{20});
    }

    void reportsALogThatCannotBeSynced()
    {
        const auto synced = syncOfLog("/nonexistent/ledger.db")();
        QVERIFY(!synced);
        QCOMPARE(synced.error().code, ErrorCode::StoreUnavailable);
    }
};

QTEST_GUILESS_MAIN(LogSyncerTest)
#include "logsyncer_test.moc"
