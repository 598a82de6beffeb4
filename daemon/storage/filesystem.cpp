// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/filesystem.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace gotoai::storage {

FileSystem& FileSystem::real()
{
    static FileSystem s_real;
    return s_real;
}

int FileSystem::open(const std::string& path, int flags) { return ::open(path.c_str(), flags | O_CLOEXEC, 0600); }

ssize_t FileSystem::pread(int descriptor, std::span<std::uint8_t> bytes, std::uint64_t offset)
{
    return ::pread(descriptor, bytes.data(), bytes.size(), static_cast<off_t>(offset));
}

ssize_t FileSystem::pwrite(int descriptor, std::span<const std::uint8_t> bytes, std::uint64_t offset)
{
    return ::pwrite(descriptor, bytes.data(), bytes.size(), static_cast<off_t>(offset));
}

int FileSystem::fdatasync(int descriptor) { return ::fdatasync(descriptor); }

int FileSystem::rename(const std::string& from, const std::string& to) { return ::rename(from.c_str(), to.c_str()); }

int FileSystem::renameNew(const std::string& from, const std::string& to)
{
    return ::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE);
}

int FileSystem::unlink(const std::string& path) { return ::unlink(path.c_str()); }

int FileSystem::syncDirectory(const std::string& path)
{
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return -1;
    const int result = ::fsync(descriptor);
    const int reason = errno;
    ::close(descriptor);
    errno = reason;
    return result;
}

} // namespace gotoai::storage
