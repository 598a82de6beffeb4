// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/readerpool.h"

#include <QTemporaryDir>
#include <QTest>

#include <poll.h>

#include <latch>

using namespace gotoai;
using namespace gotoai::control;

// Threads and descriptors only, no event loop: what crosses threads here can be checked by a sanitizer.
class ReaderPoolTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_directory;
    storage::CompletionQueue m_queue;

    std::string path() const { return m_directory.filePath(QStringLiteral("some.db")).toStdString(); }
    void drainUntil(const std::function<bool()>& isDone)
    {
        while (!isDone()) {
            pollfd watched{m_queue.descriptor(), POLLIN, 0};
            if (poll(&watched, 1, 30'000) != 1)
                qFatal("nothing will ever answer");
            m_queue.drain();
        }
    }
    static Result<std::int64_t> sum(storage::Database& database)
    {
        auto select = database.prepare("SELECT sum(value) FROM numbers");
        if (!select)
            return std::move(select).error();
        const auto row = select->step();
        if (!row)
            return row.error();
        return select->integer(0);
    }

private Q_SLOTS:
    void initTestCase()
    {
        auto database = storage::Database::open(path(), storage::Access::ReadWrite);
        QVERIFY(database.has_value());
        QVERIFY(database->execute("CREATE TABLE numbers (value INTEGER); INSERT INTO numbers VALUES (1), (2), (4)")
                    .has_value());
    }

    void repliesOnTheThreadThatAsked()
    {
        const auto pool = *ReaderPool::open(path(), {2, 256});
        const auto asker = std::this_thread::get_id();
        int replies = 0;
        for (int i = 0; i < 200; ++i) {
            pool->read<std::int64_t>(
                [asker](storage::Database& database) {
                    return std::this_thread::get_id() == asker ? failure(ErrorCode::Internal, "wrong thread")
                                                               : sum(database);
                },
                m_queue,
                [&replies, asker](Result<std::int64_t> answer) {
                    if (answer && *answer == 7 && std::this_thread::get_id() == asker)
                        ++replies;
                });
        }
        drainUntil([&] { return replies == 200; });
    }

    void cannotWrite()
    {
        const auto pool = *ReaderPool::open(path(), {});
        std::optional<bool> isRefused;
        pool->read<std::int64_t>(
            [](storage::Database& database) -> Result<std::int64_t> {
                auto written = database.execute("INSERT INTO numbers VALUES (8)");
                if (!written)
                    return std::move(written).error();
                return 0;
            },
            m_queue, [&](Result<std::int64_t> answer) { isRefused = !answer.has_value(); });
        drainUntil([&] { return isRefused.has_value(); });
        QVERIFY(*isRefused);
    }

    void refusesMoreThanItsBound()
    {
        const auto pool = *ReaderPool::open(path(), {1, 3});
        std::latch started(1);
        std::latch mayGoOn(1);
        int answered = 0;
        int refused = 0;
        const auto reply = [&](Result<std::int64_t> answer) {
            if (answer)
                ++answered;
            else if (answer.error().code == ErrorCode::Overloaded)
                ++refused;
        };
        pool->read<std::int64_t>(
            [&](storage::Database& database) {
                started.count_down();
                mayGoOn.wait();
                return sum(database);
            },
            m_queue, reply);
        started.wait();
        for (int i = 0; i < 5; ++i)
            pool->read<std::int64_t>(&sum, m_queue, reply);
        QCOMPARE(refused, 2);
        mayGoOn.count_down();
        drainUntil([&] { return answered == 4; });
    }

    void tellsThatThereIsNoDatabase()
    {
        const auto pool = ReaderPool::open(m_directory.filePath(QStringLiteral("none.db")).toStdString(), {});
        QCOMPARE(pool.error().code, ErrorCode::StoreUnavailable);
    }
};

QTEST_GUILESS_MAIN(ReaderPoolTest)
#include "readerpool_test.moc"
