// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/readerpool.h"

#include <pthread.h>

namespace gotoai::control {

Result<std::unique_ptr<ReaderPool>> ReaderPool::open(const std::string& path, Options options)
{
    std::vector<storage::Database> databases;
    for (std::size_t i = 0; i < options.threads; ++i) {
        auto database = storage::Database::open(path, storage::Access::ReadOnly);
        if (!database)
            return std::move(database).error();
        databases.push_back(*std::move(database));
    }
    return std::unique_ptr<ReaderPool>(new ReaderPool(std::move(databases), std::move(options)));
}

ReaderPool::ReaderPool(std::vector<storage::Database> databases, Options options)
    : m_maxWaiting(options.maxWaiting)
    , m_catchUp(std::move(options.catchUp))
    , m_databases(std::move(databases))
{
    for (storage::Database& database : m_databases)
        m_threads.emplace_back([this, &database] { run(database); });
}

ReaderPool::~ReaderPool()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isStopping = true;
    }
    m_wake.notify_all();
    for (std::thread& thread : m_threads)
        thread.join();
}

bool ReaderPool::isFull()
{
    const std::lock_guard lock(m_mutex);
    return m_waiting.size() >= m_maxWaiting;
}

void ReaderPool::push(Task task)
{
    {
        const std::lock_guard lock(m_mutex);
        m_waiting.push_back(std::move(task));
    }
    m_wake.notify_one();
}

void ReaderPool::run(storage::Database& database)
{
    pthread_setname_np(pthread_self(), "reader");
    for (;;) {
        Task task;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_isStopping || !m_waiting.empty(); });
            if (m_isStopping)
                return;
            task = std::move(m_waiting.front());
            m_waiting.pop_front();
        }
        m_catchUp();
        if (!task.unit->apply(database))
            std::abort(); // a reading keeps its refusal to itself
        std::vector<std::unique_ptr<storage::Completable>> finished;
        finished.push_back(std::move(task.unit));
        task.queue->push(std::move(finished));
    }
}

} // namespace gotoai::control
