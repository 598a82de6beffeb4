// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/logsyncer.h"

#include <QtTest>

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

private Q_SLOTS:
    void init()
    {
        m_completed.clear();
        m_failed = 0;
    }

    void syncsBeforeItAnswers()
    {
        std::size_t answeredBefore = 1;
        LogSyncer syncer(
            [&]() -> Result<void> {
                answeredBefore = m_queue.drain();
                return {};
            },
            [](const Error&) {});
        syncer.finish(batch(1));
        QCOMPARE(answeredBefore, std::size_t{0});
        QCOMPARE(m_queue.drain(), std::size_t{1});
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
            [](const Error&) {});
        Batch repeatable = batch(1);
        repeatable.forgoSync();
        syncer.finish(std::move(repeatable));
        QCOMPARE(m_queue.drain(), std::size_t{1});
        QCOMPARE(syncs, 0);
        syncer.finish(batch(2));
        QCOMPARE(m_queue.drain(), std::size_t{1});
        QCOMPARE(syncs, 1);
    }

    void failsEverythingAfterAFailedSync()
    {
        int reported = 0;
        LogSyncer syncer([]() -> Result<void> { return failure(ErrorCode::StoreUnavailable, "injected"); },
                         [&](const Error&) { ++reported; });
        syncer.finish(batch(1));
        syncer.finish(batch(2));
        QCOMPARE(m_queue.drain(), std::size_t{2});
        QCOMPARE(m_failed, 2);
        QCOMPARE(reported, 1);
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
