// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/logsyncer.h"

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

namespace gotoai::storage {
namespace {

// Open from the beginning, where SQLite has made the file by then: a failure to write something back is reported once
// to each descriptor that was open at the time. Open until the end, since the file lives as long as a connection does.
// SQLite keeps no lock on the log, so that closing it takes none away.
class LogFile
{
public:
    explicit LogFile(std::string path)
        : m_path(std::move(path))
        , m_descriptor(open(m_path.c_str(), O_RDWR | O_CLOEXEC))
    {}
    ~LogFile()
    {
        if (m_descriptor >= 0)
            close(m_descriptor);
    }
    LogFile(const LogFile&) = delete;
    LogFile& operator=(const LogFile&) = delete;

    Result<void> sync()
    {
        if (m_descriptor < 0)
            m_descriptor = open(m_path.c_str(), O_RDWR | O_CLOEXEC);
        if (m_descriptor < 0 || fdatasync(m_descriptor) != 0)
            return failure(ErrorCode::StoreUnavailable, m_path + " cannot be synced: " + std::strerror(errno));
        return {};
    }

private:
    const std::string m_path;
    int m_descriptor;
};

} // namespace

LogSyncer::LogSyncer(Sync sync, std::function<void(const Error&)> failed, std::string threadName)
    : m_sync(std::move(sync))
    , m_failed(std::move(failed))
    , m_thread([this, name = std::move(threadName)] {
        pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
        run();
    })
{}

LogSyncer::~LogSyncer()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isStopping = true;
    }
    m_changed.notify_one();
    m_thread.join();
}

void LogSyncer::finishNow(Batch batch)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_isSyncing || !m_waiting.empty()) {
            m_waiting.push_back(std::move(batch)); // behind what was committed before it
            return;
        }
    }
    // Nobody but this thread hands over batches, so the other one stays asleep.
    std::vector<Batch> batches;
    batches.push_back(std::move(batch));
    finish(batches);
}

void LogSyncer::finishSoon(Batch batch)
{
    bool mustWake = false;
    {
        const std::lock_guard lock(m_mutex);
        mustWake = m_waiting.empty() && !m_isSyncing;
        m_waiting.push_back(std::move(batch));
    }
    if (mustWake)
        m_changed.notify_one();
}

void LogSyncer::run()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_changed.wait(lock, [this] { return !m_waiting.empty() || m_isStopping; });
        if (m_waiting.empty())
            return;
        std::vector<Batch> batches = std::exchange(m_waiting, {});
        m_isSyncing = true;
        lock.unlock();
        finish(batches);
        lock.lock();
        m_isSyncing = false;
    }
}

void LogSyncer::finish(std::vector<Batch>& batches)
{
    const bool mustSync = std::ranges::any_of(batches, &Batch::needsSync);
    if (!m_hasFailed && mustSync) {
        if (const auto synced = m_sync(); !synced) {
            m_hasFailed = true;
            m_failed(synced.error());
        }
    }
    for (Batch& batch : batches) {
        if (m_hasFailed)
            batch.fail(failure(ErrorCode::StoreUnavailable, "the write-ahead log could not be synced"));
        batch.answer();
    }
}

LogSyncer::Sync syncOfLog(const std::string& path)
{
    return [log = std::make_shared<LogFile>(path + "-wal")] { return log->sync(); };
}

} // namespace gotoai::storage
