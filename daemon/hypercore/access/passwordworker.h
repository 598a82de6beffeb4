// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/secret.h"
#include "crypto/passwordhash.h"
#include "storage/completionqueue.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace gotoai::hypercore {

// The thread that makes and checks password hashes, one at a time, at a low priority: whoever guesses passwords gets
// one core's idle time and the memory of one hash. Asked from the thread that drains `queue`; replies come there,
// exactly once. What still waits at the end is dropped without a reply.
class PasswordWorker
{
public:
    static constexpr std::size_t kMaxWaiting = 16;

    // `queue` outlives it.
    PasswordWorker(storage::CompletionQueue& queue, const crypto::ScryptCost& cost);
    ~PasswordWorker();
    PasswordWorker(const PasswordWorker&) = delete;
    PasswordWorker& operator=(const PasswordWorker&) = delete;

    // Both: Overloaded, from within the call, when too much waits.
    void make(Secret password, std::function<void(Result<crypto::PasswordHash>)> reply);
    // Against a decoy where there is no hash, so that its absence cannot be timed.
    void check(Secret password, const std::optional<crypto::PasswordHash>& hash,
               std::function<void(Result<bool>)> reply);

private:
    class Task;

    // False when too much waits.
    bool push(std::unique_ptr<Task> task);
    void run();

    storage::CompletionQueue& m_queue;
    const crypto::ScryptCost m_cost;
    const crypto::PasswordHash m_decoy;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::unique_ptr<Task>> m_waiting;
    bool m_isStopping = false;
    std::thread m_thread;
};

} // namespace gotoai::hypercore
