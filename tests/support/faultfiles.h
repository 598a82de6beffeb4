// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storage/filesystem.h"
#include "support/faultdisk.h"

#include <map>
#include <mutex>

namespace gotoai::test {

// A journal's files on a disk that fails.
class FaultFiles final : public storage::FileSystem
{
public:
    explicit FaultFiles(FaultDisk& disk)
        : m_disk(disk)
    {}

    int open(const std::string& path, int flags) override;
    ssize_t pread(int descriptor, std::span<std::uint8_t> bytes, std::uint64_t offset) override;
    ssize_t pwrite(int descriptor, std::span<const std::uint8_t> bytes, std::uint64_t offset) override;
    int fdatasync(int descriptor) override;
    int rename(const std::string& from, const std::string& to) override;
    int renameNew(const std::string& from, const std::string& to) override;
    int unlink(const std::string& path) override;
    int syncDirectory(const std::string& path) override;

private:
    FaultDisk::FileRef fileOf(int descriptor);

    FaultDisk& m_disk;
    std::mutex m_mutex;
    std::map<int, FaultDisk::FileRef> m_open; // a number that the system gives again names the newer file
};

} // namespace gotoai::test
