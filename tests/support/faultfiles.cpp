// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/faultfiles.h"

#include <fcntl.h>

#include <cerrno>

namespace gotoai::test {
namespace {

int failWith(int error)
{
    errno = error;
    return error == 0 ? 0 : -1;
}

} // namespace

FaultDisk::FileRef FaultFiles::fileOf(int descriptor)
{
    const std::lock_guard lock(m_mutex);
    return m_open.at(descriptor);
}

int FaultFiles::open(const std::string& path, int flags)
{
    if (const int error = m_disk.mayOpen(); error != 0)
        return failWith(error);
    const int descriptor = FileSystem::open(path, flags);
    if (descriptor >= 0) {
        const std::lock_guard lock(m_mutex);
        m_open[descriptor] = m_disk.opened(path, (flags & O_TRUNC) != 0);
    }
    return descriptor;
}

ssize_t FaultFiles::pread(int descriptor, std::span<std::uint8_t> bytes, std::uint64_t offset)
{
    ssize_t count = -1;
    const int error = m_disk.read([&] {
        count = FileSystem::pread(descriptor, bytes, offset);
        return count < 0 ? errno : 0;
    });
    return error == 0 ? count : failWith(error);
}

ssize_t FaultFiles::pwrite(int descriptor, std::span<const std::uint8_t> bytes, std::uint64_t offset)
{
    const int error = m_disk.write(fileOf(descriptor), offset, bytes, [&](std::span<const std::uint8_t> part) {
        return FileSystem::pwrite(descriptor, part, offset) == static_cast<ssize_t>(part.size()) ? 0 : EIO;
    });
    return error == 0 ? static_cast<ssize_t>(bytes.size()) : failWith(error);
}

int FaultFiles::fdatasync(int descriptor) { return failWith(m_disk.sync(fileOf(descriptor))); }

int FaultFiles::rename(const std::string& from, const std::string& to)
{
    return failWith(m_disk.rename(from, to, [&] { return FileSystem::rename(from, to) == 0 ? 0 : errno; }));
}

int FaultFiles::renameNew(const std::string& from, const std::string& to)
{
    return failWith(m_disk.rename(from, to, [&] { return FileSystem::renameNew(from, to) == 0 ? 0 : errno; }));
}

int FaultFiles::unlink(const std::string& path)
{
    return failWith(m_disk.remove(path, [&] { return FileSystem::unlink(path) == 0 ? 0 : errno; }));
}

int FaultFiles::syncDirectory(const std::string& path) { return failWith(m_disk.syncNames(path)); }

} // namespace gotoai::test
