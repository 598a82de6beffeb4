// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/logsyncer.h"

#include <fcntl.h>
#include <unistd.h>

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
    LogFile(std::string path, FileSystem& files)
        : m_path(std::move(path))
        , m_files(files)
        , m_descriptor(files.open(m_path, O_RDWR))
    {}
    ~LogFile()
    {
        if (m_descriptor >= 0)
            close(m_descriptor);
    }
    LogFile(const LogFile&) = delete;
    LogFile& operator=(const LogFile&) = delete;

    bool isOpen() const { return m_descriptor >= 0; }

    Result<void> sync()
    {
        if (m_descriptor < 0)
            m_descriptor = m_files.open(m_path, O_RDWR);
        return m_descriptor >= 0 && m_files.fdatasync(m_descriptor) == 0 ? Result<void>() : unavailable("synced");
    }

    Result<void> rewrite()
    {
        std::vector<std::uint8_t> bytes(64 * 1024);
        for (std::uint64_t offset = 0;;) {
            const ssize_t count = m_files.pread(m_descriptor, bytes, offset);
            if (count == 0)
                return {};
            if (count < 0)
                return unavailable("read");
            const auto part = std::span(bytes).first(static_cast<std::size_t>(count));
            const ssize_t written = m_files.pwrite(m_descriptor, part, offset);
            if (written <= 0)
                return unavailable("written");
            offset += static_cast<std::uint64_t>(written);
        }
    }

private:
    Error unavailable(const char* what) const
    {
        return failure(ErrorCode::StoreUnavailable, m_path + " cannot be " + what + ": " + std::strerror(errno));
    }

    const std::string m_path;
    FileSystem& m_files;
    int m_descriptor;
};

} // namespace

LogSyncer::LogSyncer(Sync sync, std::function<void(const Error&)> failed)
    : m_sync(std::move(sync))
    , m_failed(std::move(failed))
{}

void LogSyncer::finish(Batch batch)
{
    if (!m_hasFailed && batch.needsSync()) {
        if (const auto synced = m_sync(); !synced) {
            m_hasFailed = true;
            m_failed(synced.error());
        }
    }
    if (m_hasFailed)
        batch.fail(failure(ErrorCode::StoreUnavailable, "the write-ahead log could not be synced"));
    batch.answer();
}

LogSyncer::Sync syncOfLog(const std::string& path, FileSystem& files)
{
    return [log = std::make_shared<LogFile>(path + "-wal", files)] { return log->sync(); };
}

Result<void> renewLog(const std::string& path, FileSystem& files)
{
    LogFile log(path + "-wal", files);
    if (!log.isOpen() && errno == ENOENT)
        return {};
    if (auto rewritten = log.isOpen() ? log.rewrite() : log.sync(); !rewritten)
        return rewritten;
    return log.sync();
}

} // namespace gotoai::storage
