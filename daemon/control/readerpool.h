// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "storage/completionqueue.h"
#include "storage/database.h"
#include "storage/writer.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace gotoai::control {

// A few threads, each with a read-only connection of its own, for lists and reports: the thread that asks goes on, and
// neither the writer nor a lane waits for a slow one. Asked from the thread that drains the queue; the work runs on a
// reader's thread, the reply where the queue is drained. What still waits at the end is dropped without a reply.
class ReaderPool
{
public:
    struct Options
    {
        std::size_t threads = 1;
        std::size_t maxWaiting = 256;
        // Before each work, on its thread: returns when the tables show what was answered before it was asked for.
        std::function<void()> catchUp = [] {};
    };

    // StoreUnavailable when the database cannot be opened.
    static Result<std::unique_ptr<ReaderPool>> open(const std::string& path, Options options);
    ~ReaderPool();
    ReaderPool(const ReaderPool&) = delete;
    ReaderPool& operator=(const ReaderPool&) = delete;

    // Replies exactly once: Overloaded from within the call when too much waits.
    template<class T>
    void read(std::function<Result<T>(storage::Database&)> work, storage::CompletionQueue& queue,
              std::function<void(Result<T>)> reply)
    {
        if (isFull())
            return reply(failure(ErrorCode::Overloaded, "too many reports wait for a reader"));
        push({std::make_unique<Reading<T>>(std::move(work), std::move(reply)), &queue});
    }

private:
    // Travels back as a finished unit does. Its work ran before it was pushed.
    template<class T>
    class Reading final : public storage::Unit
    {
    public:
        Reading(std::function<Result<T>(storage::Database&)> work, std::function<void(Result<T>)> reply)
            : m_work(std::move(work))
            , m_reply(std::move(reply))
        {}
        Result<void> apply(storage::Database& database) override
        {
            m_answer.emplace(m_work(database));
            return {};
        }
        void completed(Result<void>) override { m_reply(*std::move(m_answer)); }

    private:
        std::function<Result<T>(storage::Database&)> m_work;
        std::function<void(Result<T>)> m_reply;
        std::optional<Result<T>> m_answer;
    };

    struct Task
    {
        std::unique_ptr<storage::Unit> unit;
        storage::CompletionQueue* queue = nullptr;
    };

    ReaderPool(std::vector<storage::Database> databases, Options options);
    bool isFull();
    void push(Task task);
    void run(storage::Database& database);

    const std::size_t m_maxWaiting;
    const std::function<void()> m_catchUp;
    std::vector<storage::Database> m_databases;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Task> m_waiting;
    bool m_isStopping = false;
    std::vector<std::thread> m_threads;
};

} // namespace gotoai::control
