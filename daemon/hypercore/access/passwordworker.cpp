// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/access/passwordworker.h"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <utility>
#include <vector>

namespace gotoai::hypercore {
namespace {

using crypto::PasswordHash;

constexpr int kNiceness = 10;

Error overloaded() { return failure(ErrorCode::Overloaded, "too many passwords are being checked; try again"); }

} // namespace

class PasswordWorker::Task final : public storage::Completable
{
public:
    Task(std::function<void()> work, std::function<void()> reply)
        : m_work(std::move(work))
        , m_reply(std::move(reply))
    {}
    void work() { m_work(); }
    void completed(Result<void>) override { m_reply(); }

private:
    std::function<void()> m_work;
    std::function<void()> m_reply;
};

PasswordWorker::PasswordWorker(storage::CompletionQueue& queue, const crypto::ScryptCost& cost)
    : m_queue(queue)
    , m_cost(cost)
    , m_decoy(PasswordHash::decoy(cost))
    , m_thread([this] { run(); })
{}

PasswordWorker::~PasswordWorker()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isStopping = true;
    }
    m_wake.notify_all();
    m_thread.join();
}

void PasswordWorker::make(Secret password, std::function<void(Result<PasswordHash>)> reply)
{
    struct State
    {
        Secret password;
        std::optional<PasswordHash> hash;
    };
    const auto state = std::make_shared<State>(State{std::move(password), std::nullopt});
    const bool isTaken =
        push(std::make_unique<Task>([state, cost = m_cost] { state->hash = PasswordHash::make(state->password, cost); },
                                    [state, reply] { reply(*state->hash); }));
    if (!isTaken)
        reply(overloaded());
}

void PasswordWorker::check(Secret password, const std::optional<PasswordHash>& hash,
                           std::function<void(Result<bool>)> reply)
{
    struct State
    {
        Secret password;
        PasswordHash hash;
        bool isRight = false;
    };
    const auto state = std::make_shared<State>(State{std::move(password), hash.value_or(m_decoy)});
    const bool isTaken =
        push(std::make_unique<Task>([state] { state->isRight = state->hash.matches(state->password); },
                                    [state, isKnown = hash.has_value(), reply] { reply(isKnown && state->isRight); }));
    if (!isTaken)
        reply(overloaded());
}

bool PasswordWorker::push(std::unique_ptr<Task> task)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_waiting.size() >= kMaxWaiting)
            return false;
        m_waiting.push_back(std::move(task));
    }
    m_wake.notify_one();
    return true;
}

void PasswordWorker::run()
{
    pthread_setname_np(pthread_self(), "passwords");
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kNiceness); // of this thread alone (setpriority(2), NOTES)
    for (;;) {
        std::unique_ptr<Task> task;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_isStopping || !m_waiting.empty(); });
            if (m_isStopping)
                return;
            task = std::move(m_waiting.front());
            m_waiting.pop_front();
        }
        task->work();
        std::vector<std::unique_ptr<storage::Completable>> finished;
        finished.push_back(std::move(task));
        m_queue.push(std::move(finished));
    }
}

} // namespace gotoai::hypercore
