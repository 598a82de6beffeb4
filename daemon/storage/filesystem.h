// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <span>
#include <string>

namespace gotoai::storage {

// What the journal and backups ask of the system, call by call, so that tests can let any of them fail. As the POSIX
// calls of the same names: −1 and errno on failure; reads and writes may be short, or interrupted. Any thread.
class FileSystem
{
public:
    virtual ~FileSystem() = default;

    // The system's own; lives as long as the program.
    static FileSystem& real();

    virtual int open(const std::string& path, int flags); // 0600 when it makes the file; closed on exec
    virtual ssize_t pread(int descriptor, std::span<std::uint8_t> bytes, std::uint64_t offset);
    virtual ssize_t pwrite(int descriptor, std::span<const std::uint8_t> bytes, std::uint64_t offset);
    virtual int fdatasync(int descriptor);
    virtual int rename(const std::string& from, const std::string& to);
    virtual int renameNew(const std::string& from, const std::string& to); // EEXIST where there is something by then
    virtual int unlink(const std::string& path);
    virtual int syncDirectory(const std::string& path); // the names in it
};

} // namespace gotoai::storage
