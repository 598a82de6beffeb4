// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/processguard.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statfs.h>

#include <array>
#include <string_view>

namespace gotoai::service {
namespace {

struct RemoteKind
{
    std::uint32_t magic;
    std::string_view name;
};

// statfs(2), f_type.
constexpr std::array<RemoteKind, 7> kRemoteKinds{{{0x6969, "NFS"},
                                                  {0x517B, "SMB"},
                                                  {0xFF534D42, "CIFS"},
                                                  {0xFE534D42, "SMB 2"},
                                                  {0x00C36400, "Ceph"},
                                                  {0x5346414F, "AFS"},
                                                  {0x01021997, "9p"}}};

} // namespace

void makeFilesPrivate() { umask(077); }

void forbidCoreDumps()
{
    const rlimit none{.rlim_cur = 0, .rlim_max = 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

void forbidHugePages() { prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0); }

std::uint64_t raiseOpenFileLimit()
{
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 0;
    const rlimit raised{.rlim_cur = limit.rlim_max, .rlim_max = limit.rlim_max};
    return setrlimit(RLIMIT_NOFILE, &raised) == 0 ? raised.rlim_cur : limit.rlim_cur;
}

Result<void> requireLocalFileSystem(const std::string& path)
{
    struct statfs fileSystem
    {};
    if (statfs(path.c_str(), &fileSystem) != 0)
        return {}; // whoever opens a file there will say why that fails
    for (const RemoteKind& kind : kRemoteKinds) {
        if (static_cast<std::uint32_t>(fileSystem.f_type) == kind.magic)
            return failure(ErrorCode::BadConfiguration,
                           path + " stands on a network file system (" + std::string(kind.name) +
                               "); the ledger needs a local disk",
                           "data.directory");
    }
    return {};
}

Result<void> requirePlausibleClock(Instant now)
{
    constexpr Instant kEarliest = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1);
    if (now < kEarliest)
        return failure(ErrorCode::Internal, "the clock of this machine says " + toRfc3339(now) + "; set it first");
    return {};
}

bool isJournal(int descriptor, const std::string& journalStream)
{
    struct stat file
    {};
    if (journalStream.empty() || fstat(descriptor, &file) != 0)
        return false;
    return journalStream == std::to_string(file.st_dev) + ":" + std::to_string(file.st_ino);
}

} // namespace gotoai::service
