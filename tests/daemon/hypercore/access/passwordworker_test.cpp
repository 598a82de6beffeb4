// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/access/passwordworker.h"

#include <QTest>

#include <poll.h>

using namespace gotoai;
using namespace gotoai::hypercore;
using crypto::PasswordHash;

class PasswordWorkerTest : public QObject
{
    Q_OBJECT

private:
    static constexpr crypto::ScryptCost kCheap{4, 1, 1};
    storage::CompletionQueue m_queue;

    void drainUntil(const std::function<bool()>& isDone)
    {
        while (!isDone()) {
            pollfd watched{m_queue.descriptor(), POLLIN, 0};
            QCOMPARE(poll(&watched, 1, 30'000), 1);
            m_queue.drain();
        }
    }

private Q_SLOTS:
    void makesAndChecks()
    {
        PasswordWorker worker(m_queue, kCheap);
        std::optional<PasswordHash> hash;
        worker.make(Secret("one"), [&](Result<PasswordHash> made) { hash = *made; });
        QVERIFY(!hash); // never from within the call
        drainUntil([&] { return hash.has_value(); });
        QVERIFY(hash->cost() == kCheap);

        std::vector<bool> answers;
        const auto note = [&](Result<bool> isRight) { answers.push_back(*isRight); };
        worker.check(Secret("one"), hash, note);
        worker.check(Secret("two"), hash, note);
        worker.check(Secret("one"), std::nullopt, note);
        drainUntil([&] { return answers.size() == 3; });
        QVERIFY((answers == std::vector<bool>{true, false, false}));
    }

    void refusesMoreThanMayWait()
    {
        PasswordWorker worker(m_queue, {15, 8, 1}); // slow enough to be overtaken
        std::size_t refused = 0;
        std::size_t answered = 0;
        for (std::size_t i = 0; i < PasswordWorker::kMaxWaiting + 3; ++i) {
            worker.check(Secret("x"), std::nullopt, [&](Result<bool> isRight) {
                isRight ? ++answered : ++refused;
                if (!isRight)
                    QCOMPARE(isRight.error().code, ErrorCode::Overloaded);
            });
        }
        QVERIFY(refused >= 2);
        QCOMPARE(answered, std::size_t{0});
        drainUntil([&] { return answered > 0; });
    }
};

QTEST_GUILESS_MAIN(PasswordWorkerTest)
#include "passwordworker_test.moc"
