// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/backupcommand.h"

#include "app/commandline.h"
#include "app/controlcommands.h"
#include "clearinghouse/verify.h"
#include "http/descriptor.h"
#include "localcontrol/controlclient.h"
#include "storage/database.h"

#include <QJsonObject>

#include <fcntl.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace gotoai::app {
namespace {

Error refused(const std::string& path)
{
    const ErrorCode code = errno == EEXIST                     ? ErrorCode::Conflict
                           : errno == EACCES || errno == EPERM ? ErrorCode::Forbidden
                                                               : ErrorCode::StoreUnavailable;
    return failure(code, "cannot write " + path + ": " + std::strerror(errno)); // NOLINT: one thread
}

// The copy under a name of its own until it is whole; gone again unless it was kept.
class Partial
{
public:
    Partial(std::string target, storage::FileSystem& files)
        : m_target(std::move(target))
        , m_path(m_target + ".partial")
        , m_files(files)
    {}
    ~Partial() { m_files.unlink(m_path); }
    Partial(const Partial&) = delete;
    Partial& operator=(const Partial&) = delete;

    const std::string& path() const { return m_path; }

    Result<void> create()
    {
        if (std::error_code error; std::filesystem::exists(m_target, error))
            return failure(ErrorCode::Conflict, m_target + " exists; choose another name");
        m_files.unlink(m_path); // what a backup that was killed left
        const http::Descriptor file(m_files.open(m_path, O_WRONLY | O_CREAT | O_EXCL));
        return file.isOpen() ? Result<void>() : refused(m_path);
    }

    // A name that may not survive the machine is no backup's: it goes again.
    Result<void> keep()
    {
        {
            const http::Descriptor file(m_files.open(m_path, O_RDONLY));
            if (!file.isOpen() || m_files.fdatasync(file.fd()) != 0)
                return refused(m_path);
        }
        if (m_files.renameNew(m_path, m_target) != 0)
            return refused(m_target);
        const std::string folder = std::filesystem::absolute(m_target).parent_path();
        if (m_files.syncDirectory(folder) == 0)
            return {};
        Error error = refused(folder);
        m_files.unlink(m_target);
        return error;
    }

private:
    const std::string m_target;
    const std::string m_path;
    storage::FileSystem& m_files;
};

std::string quoted(const std::string& text)
{
    std::string result = "'";
    for (const char c : text)
        result += c == '\'' ? std::string("''") : std::string(1, c);
    return result + "'";
}

} // namespace

// VACUUM INTO reads in one transaction (https://www.sqlite.org/lang_vacuum.html): the writer goes on beside it.
Result<void> copyLedger(const std::string& ledger, const std::string& target, storage::FileSystem& files)
{
    Partial partial(target, files);
    if (auto created = partial.create(); !created)
        return created;
    auto source = storage::Database::open(ledger, storage::Access::ReadOnly);
    if (!source)
        return std::move(source).error();
    if (auto copied = source->execute("PRAGMA query_only=OFF; VACUUM INTO " + quoted(partial.path())); !copied)
        return copied;
    auto copy = storage::Database::open(partial.path(), storage::Access::ReadOnly);
    if (!copy)
        return std::move(copy).error();
    if (auto proved = clearinghouse::verifyBooks(*copy); !proved)
        return std::move(proved).error();
    return partial.keep();
}

int runBackup(const Config& config, const std::string& target)
{
    const std::string directory = daemonDirectory(config);
    if (auto ready = localcontrol::askDaemon(directory, {{QStringLiteral("command"), QStringLiteral("catch_up")}});
        !ready)
        return reportFailure(ready.error());
    if (auto copied = copyLedger(directory + "/ledger.db", target); !copied)
        return reportFailure(copied.error());
    std::printf("%s holds the ledger, and its books hold. Keep master.key apart from it.\n", target.c_str());
    return kExitOk;
}

} // namespace gotoai::app
