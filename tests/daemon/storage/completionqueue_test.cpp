// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/completionqueue.h"

#include <QtTest>

#include <poll.h>

#include <thread>

using namespace gotoai;
using namespace gotoai::storage;

namespace {

class Note final : public Completable
{
public:
    Note(std::vector<int>& log, int value)
        : m_log(log)
        , m_value(value)
    {}
    void completed(Result<void>) override { m_log.push_back(m_value); }

private:
    std::vector<int>& m_log;
    int m_value;
};

bool isReadable(int descriptor, int timeoutMs)
{
    pollfd entry{descriptor, POLLIN, 0};
    return poll(&entry, 1, timeoutMs) == 1;
}

void pushOne(CompletionQueue& queue, std::vector<int>& log, int value)
{
    std::vector<std::unique_ptr<Completable>> units;
    units.push_back(std::make_unique<Note>(log, value));
    queue.push(std::move(units));
}

} // namespace

class CompletionQueueTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void descriptorIsReadableWhileCompletionsWait()
    {
        CompletionQueue queue;
        std::vector<int> log;
        QVERIFY(!isReadable(queue.descriptor(), 0));
        pushOne(queue, log, 1);
        QVERIFY(isReadable(queue.descriptor(), 0));
        QCOMPARE(queue.drain(), std::size_t{1});
        QVERIFY(!isReadable(queue.descriptor(), 0));
    }

    void completionsKeepTheirOrder()
    {
        CompletionQueue queue;
        std::vector<int> log;
        for (int i = 0; i < 5; ++i)
            pushOne(queue, log, i);
        QCOMPARE(queue.drain(), std::size_t{5});
        QVERIFY((log == std::vector<int>{0, 1, 2, 3, 4}));
        QCOMPARE(queue.drain(), std::size_t{0});
    }

    void nothingIsLostBetweenTwoThreads()
    {
        constexpr int kCount = 20'000;
        CompletionQueue queue;
        std::vector<int> log;
        std::thread writer([&] {
            for (int i = 0; i < kCount; ++i)
                pushOne(queue, log, i);
        });
        std::size_t done = 0;
        while (done < kCount && isReadable(queue.descriptor(), 10'000))
            done += queue.drain();
        writer.join();
        QCOMPARE(done, std::size_t{kCount});
        QVERIFY(std::is_sorted(log.begin(), log.end()));
    }
};

QTEST_GUILESS_MAIN(CompletionQueueTest)
#include "completionqueue_test.moc"
