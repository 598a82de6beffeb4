// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "storage/batch.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace gotoai::storage {

// Makes committed transactions durable and answers them, beside the writer: while the disk syncs one transaction, the
// writer applies the next. With synchronous=NORMAL SQLite writes a commit to the write-ahead log and leaves the sync to
// us (it still syncs around checkpoints, https://www.sqlite.org/pragma.html#pragma_synchronous); one sync covers every
// commit before it. Answers go out in the order of the commits.
class LogSyncer
{
public:
    using Sync = std::function<Result<void>()>;

    // `sync` is called by one thread at a time, the writer's or this one's own. `failed` is called once, with the
    // first error; from then on every batch fails: after a failed sync nobody knows what is on disk.
    LogSyncer(Sync sync, std::function<void(const Error&)> failed, std::string threadName);
    // Syncs and answers all that was handed over.
    ~LogSyncer();
    LogSyncer(const LogSyncer&) = delete;
    LogSyncer& operator=(const LogSyncer&) = delete;

    // Writer's thread. While nothing else is being synced, here and now: a lone transaction is not worth a change of
    // threads.
    void finishNow(Batch batch);
    // Writer's thread. Beside it, as soon as the disk is free.
    void finishSoon(Batch batch);

private:
    void run();
    void finish(std::vector<Batch>& batches);

    const Sync m_sync;
    const std::function<void(const Error&)> m_failed;
    bool m_hasFailed = false; // of whoever syncs

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<Batch> m_waiting;
    bool m_isSyncing = false; // on our own thread
    bool m_isStopping = false;
    std::thread m_thread;
};

// The write-ahead log of the database at `path`, synced through a descriptor of its own.
LogSyncer::Sync syncOfLog(const std::string& path);

} // namespace gotoai::storage
