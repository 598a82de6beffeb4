// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/writer.h"

#include <QTemporaryDir>
#include <QtTest>

#include <poll.h>
#include <sqlite3.h>

#include <atomic>
#include <future>
#include <thread>

using namespace gotoai;
using namespace gotoai::storage;

namespace {

using Work = std::function<Result<void>(Database&)>;
using Done = std::function<void(Result<void>)>;

class Job final : public Unit
{
public:
    Job(Work work, Done done, Isolation isolation = Isolation::Shared)
        : m_work(std::move(work))
        , m_done(std::move(done))
        , m_isolation(isolation)
    {}
    Isolation isolation() const override { return m_isolation; }
    Result<void> apply(Database& database) override { return m_work(database); }
    void completed(Result<void> result) override { m_done(std::move(result)); }

private:
    Work m_work;
    Done m_done;
    Isolation m_isolation;
};

Work insert(std::int64_t value)
{
    return [value](Database& database) {
        static constexpr char kInsert[] = "INSERT INTO t VALUES (?1)";
        return (*database.cached(kInsert))->bind(1, value).run();
    };
}

Work refuseAfter(Work work)
{
    return [work](Database& database) -> Result<void> {
        if (auto done = work(database); !done)
            return done;
        return failure(ErrorCode::Conflict, "refused");
    };
}

Work breakDown()
{
    return [](Database&) -> Result<void> { return failure(ErrorCode::StoreUnavailable, "injected"); };
}

class Observer final : public BatchObserver
{
public:
    Result<void> sealing(Database&) override
    {
        ++sealed;
        return {};
    }
    void committed() override { ++commits; }
    void rolledBack(Database&) override { ++rollbacks; }

    std::atomic<int> sealed{0};
    std::atomic<int> commits{0};
    std::atomic<int> rollbacks{0};
};

// Runs the completions of `queue` until `count` have run; false when they do not come.
bool drain(CompletionQueue& queue, std::size_t count)
{
    for (std::size_t done = 0; done < count; done += queue.drain()) {
        pollfd entry{queue.descriptor(), POLLIN, 0};
        if (poll(&entry, 1, 20'000) != 1)
            return false;
    }
    return true;
}

int denyCommit(void* isDenied) { return *static_cast<std::atomic<bool>*>(isDenied) ? 1 : 0; }

} // namespace

class WriterTest final : public QObject
{
    Q_OBJECT

private:
    Database database(Access access = Access::ReadWrite)
    {
        auto opened = Database::open(m_directory->filePath(QStringLiteral("a.db")).toStdString(), access);
        if (!opened)
            qFatal("%s", opened.error().detail.c_str());
        return std::move(*opened);
    }
    std::int64_t rows()
    {
        auto reader = database(Access::ReadOnly);
        auto statement = reader.prepare("SELECT count(*) FROM t");
        return statement && statement->step().value_or(false) ? statement->integer(0) : -1;
    }
    // A writer that stands still until `open` is set, so that what is submitted meanwhile shares one transaction.
    static std::unique_ptr<Job> gate(std::shared_future<void> open)
    {
        return std::make_unique<Job>(
            [open](Database&) -> Result<void> {
                open.wait();
                return {};
            },
            [](const Result<void>&) {});
    }

    std::unique_ptr<QTemporaryDir> m_directory;

private Q_SLOTS:
    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        QVERIFY(database().execute("CREATE TABLE t(a INTEGER PRIMARY KEY) STRICT"));
    }

    void unitIsDurableWhenItCompletes()
    {
        CompletionQueue queue;
        Observer observer;
        Writer writer(database(), {}, &observer);
        std::int64_t seen = 0;
        QVERIFY(writer.submit(std::make_unique<Job>(insert(1),
                                                    [&](Result<void> result) {
                                                        QVERIFY(result);
                                                        seen = rows();
                                                    }),
                              queue));
        QVERIFY(drain(queue, 1));
        QCOMPARE(seen, 1);
        QCOMPARE(observer.sealed.load(), 1);
        QCOMPARE(observer.commits.load(), 1);
        QCOMPARE(observer.rollbacks.load(), 0);
    }

    void unitsThatWaitShareATransaction()
    {
        CompletionQueue queue;
        std::promise<void> open;
        Writer writer(database(), {}, nullptr);
        QVERIFY(writer.submit(gate(open.get_future().share()), queue));
        for (int i = 0; i < 100; ++i)
            QVERIFY(writer.submit(std::make_unique<Job>(insert(i), [](const Result<void>& r) { QVERIFY(r); }), queue));
        open.set_value();
        QVERIFY(drain(queue, 101));
        QCOMPARE(writer.figures().units, std::uint64_t{101});
        QVERIFY(writer.figures().transactions <= 2);
        QCOMPARE(rows(), 100);
    }

    void refusalWithSavepointLeavesNothing()
    {
        CompletionQueue queue;
        ErrorCode code = ErrorCode::Internal;
        Writer writer(database(), {}, nullptr);
        QVERIFY(writer.submit(
            std::make_unique<Job>(
                refuseAfter(insert(1)), [&](Result<void> r) { code = r.error().code; }, Unit::Isolation::Savepoint),
            queue));
        QVERIFY(writer.submit(std::make_unique<Job>(
                                  insert(2), [](const Result<void>& r) { QVERIFY(r); }, Unit::Isolation::Savepoint),
                              queue));
        QVERIFY(drain(queue, 2));
        QVERIFY(code == ErrorCode::Conflict);
        QCOMPARE(rows(), 1);
    }

    void brokenUnitRollsBackItsWholeTransaction()
    {
        CompletionQueue queue;
        Observer observer;
        std::promise<void> open;
        int failed = 0;
        const auto count = [&](const Result<void>& r) {
            failed += !r && r.error().code == ErrorCode::StoreUnavailable;
        };
        Writer writer(database(), {}, &observer);
        QVERIFY(writer.submit(gate(open.get_future().share()), queue));
        while (writer.figures().waiting > 0)
            std::this_thread::yield();
        QVERIFY(writer.submit(std::make_unique<Job>(insert(1), count), queue));
        QVERIFY(writer.submit(std::make_unique<Job>(breakDown(), count), queue));
        QVERIFY(writer.submit(std::make_unique<Job>(insert(2), count), queue));
        open.set_value();
        QVERIFY(drain(queue, 4));
        QCOMPARE(failed, 3);
        QCOMPARE(observer.rollbacks.load(), 1);
        QCOMPARE(rows(), 0);
        QVERIFY(!writer.hasFailed());

        QVERIFY(writer.submit(std::make_unique<Job>(insert(3), [](const Result<void>& r) { QVERIFY(r); }), queue));
        QVERIFY(drain(queue, 1));
        QCOMPARE(rows(), 1);
    }

    void failedCommitRollsBack()
    {
        CompletionQueue queue;
        Observer observer;
        std::atomic<bool> isDenied{true};
        auto connection = database();
        sqlite3_commit_hook(connection.handle(), &denyCommit, &isDenied);
        Writer writer(std::move(connection), {}, &observer);
        int failed = 0;
        const auto count = [&](const Result<void>& r) {
            failed += !r && r.error().code == ErrorCode::StoreUnavailable;
        };
        QVERIFY(writer.submit(std::make_unique<Job>(insert(1), count), queue));
        QVERIFY(drain(queue, 1));
        QCOMPARE(failed, 1);
        QCOMPARE(observer.rollbacks.load(), 1);
        QCOMPARE(rows(), 0);
        QVERIFY(!writer.hasFailed());

        isDenied = false;
        QVERIFY(writer.submit(std::make_unique<Job>(insert(1), count), queue));
        QVERIFY(drain(queue, 1));
        QCOMPARE(failed, 1);
        QCOMPARE(rows(), 1);
    }

    void failedSyncIsFinal()
    {
        CompletionQueue queue;
        Writer::Options options;
        options.sync = []() -> Result<void> { return failure(ErrorCode::StoreUnavailable, "injected"); };
        Writer writer(database(), options, nullptr);
        int failed = 0;
        const auto count = [&](const Result<void>& r) { failed += r ? 0 : 1; };
        QVERIFY(writer.submit(std::make_unique<Job>(insert(1), count), queue));
        QVERIFY(drain(queue, 1));
        QCOMPARE(failed, 1); // although the transaction was committed: nobody knows whether it is on disk
        QVERIFY(writer.hasFailed());
        QVERIFY(!writer.submit(std::make_unique<Job>(insert(2), count), queue));
    }

    void answersOnlyWhatIsSynced()
    {
        CompletionQueue queue;
        std::atomic<int> syncs{0};
        Writer::Options options;
        options.maxBatch = 1;
        options.sync = [&]() -> Result<void> {
            ++syncs;
            return {};
        };
        Writer writer(database(), options, nullptr);
        int answered = 0;
        for (int i = 0; i < 100; ++i)
            QVERIFY(writer.submit(
                std::make_unique<Job>(insert(i), [&](const Result<void>& r) { answered += r && syncs > 0; }), queue));
        QVERIFY(drain(queue, 100));
        QCOMPARE(answered, 100);
        QVERIFY(syncs <= 100);
    }

    void fullQueueRefusesAllButTerminals()
    {
        CompletionQueue queue;
        std::promise<void> open;
        Writer writer(database(), {.maxWaiting = 2}, nullptr);
        QVERIFY(writer.submit(gate(open.get_future().share()), queue));
        while (writer.figures().waiting > 0)
            std::this_thread::yield();
        const auto ok = [](const Result<void>& r) { QVERIFY(r); };
        QVERIFY(writer.submit(std::make_unique<Job>(insert(1), ok), queue));
        QVERIFY(writer.submit(std::make_unique<Job>(insert(2), ok), queue));
        const auto refused = writer.submit(std::make_unique<Job>(insert(3), ok), queue);
        QVERIFY(!refused && refused.error().code == ErrorCode::Overloaded);
        writer.submitTerminal(std::make_unique<Job>(insert(4), ok), queue);
        open.set_value();
        QVERIFY(drain(queue, 4));
        QCOMPARE(rows(), 3);
    }

    void destructionAppliesWhatWaits()
    {
        CompletionQueue queue;
        {
            Writer writer(database(), {}, nullptr);
            for (int i = 0; i < 50; ++i)
                QVERIFY(writer.submit(std::make_unique<Job>(insert(i), [](const Result<void>&) {}), queue));
        }
        QCOMPARE(queue.drain(), std::size_t{50});
        QCOMPARE(rows(), 50);
    }

    void logIsCheckpointed()
    {
        CompletionQueue queue;
        Writer writer(database(), {.maxBatch = 1, .checkpointPages = 10}, nullptr);
        for (int i = 0; i < 200; ++i)
            QVERIFY(writer.submit(std::make_unique<Job>(insert(i), [](const Result<void>&) {}), queue));
        QVERIFY(drain(queue, 200));
        // 200 commits write at least 200 pages; the log starts over after each checkpoint.
        QVERIFY(QFileInfo(m_directory->filePath(QStringLiteral("a.db-wal"))).size() < 60 * 4096);
    }

    void everySubmitterGetsItsOwnAnswers()
    {
        constexpr int kThreads = 4;
        constexpr int kEach = 500;
        std::array<CompletionQueue, kThreads> queues; // outlive the writer
        Writer writer(database(), {.maxBatch = 64}, nullptr);
        std::array<int, kThreads> answered{};
        std::vector<std::thread> threads;
        for (int thread = 0; thread < kThreads; ++thread) {
            threads.emplace_back([&, thread] {
                CompletionQueue& queue = queues[static_cast<std::size_t>(thread)];
                const auto self = std::this_thread::get_id();
                for (int i = 0; i < kEach; ++i) {
                    auto job = std::make_unique<Job>(insert(thread * kEach + i), [&, self](const Result<void>& r) {
                        answered[static_cast<std::size_t>(thread)] += r && std::this_thread::get_id() == self;
                    });
                    if (!writer.submit(std::move(job), queue) || (i % 7 == 0 && !drain(queue, 1)))
                        return;
                }
                while (answered[static_cast<std::size_t>(thread)] < kEach && drain(queue, 1)) {
                }
            });
        }
        for (auto& thread : threads)
            thread.join();
        for (const int count : answered)
            QCOMPARE(count, kEach);
        QCOMPARE(rows(), std::int64_t{kThreads} * kEach);
    }
};

QTEST_GUILESS_MAIN(WriterTest)
#include "writer_test.moc"
