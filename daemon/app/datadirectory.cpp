// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/datadirectory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace gotoai::app {
namespace {

Error unusable(const std::string& path, const std::string& why)
{
    return failure(ErrorCode::BadConfiguration, "the data directory " + path + " " + why, "data.directory");
}

std::string octal(mode_t mode)
{
    std::ostringstream text;
    text << '0' << std::oct << mode;
    return text.str();
}

// `mode` is what it should be.
Result<void> requireOwnersAlone(const std::string& path, const char* what, mode_t mode)
{
    struct stat status
    {};
    if (stat(path.c_str(), &status) != 0)
        return {}; // what is missing tells nothing
    const mode_t permissions = status.st_mode & 07777;
    if ((permissions & 0077) == 0)
        return {};
    return failure(ErrorCode::BadConfiguration, std::string(what) + " " + path + " is open to other users (mode " +
                                                    octal(permissions) + "): chmod " + octal(mode) + " " + path);
}

std::string systemError()
{
    return std::strerror(errno); // NOLINT: start-up, one thread
}

// Root is a guest in the directory of another user, who could not go on with files of root's.
bool leaveToOwner(const std::string& directory, int file)
{
    struct stat status
    {};
    return geteuid() != 0 || (stat(directory.c_str(), &status) == 0 && fchown(file, status.st_uid, status.st_gid) == 0);
}

} // namespace

Result<DataDirectory> DataDirectory::acquire(const std::string& path)
{
    std::error_code error;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path(), error);
    if (mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)
        return unusable(path, "cannot be made: " + systemError());
    const int lock = open((path + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0)
        return unusable(path, "cannot be written: " + systemError());
    if (!leaveToOwner(path, lock)) {
        const std::string why = systemError();
        close(lock);
        return unusable(path, "cannot be left to its owner: " + why);
    }
    if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
        close(lock);
        return failure(ErrorCode::Conflict, "the data directory " + path + " is in use by another gotoaid");
    }
    return DataDirectory(path, lock);
}

Result<void> DataDirectory::requirePrivate(std::initializer_list<std::string_view> secretFiles) const
{
    if (auto checked = requireOwnersAlone(m_path, "the data directory", 0700); !checked)
        return checked;
    for (const std::string_view name : secretFiles) {
        if (auto checked = requireOwnersAlone(file(name), "the file of secrets", 0600); !checked)
            return checked;
    }
    return {};
}

DataDirectory::DataDirectory(std::string path, int lock)
    : m_path(std::move(path))
    , m_lock(lock)
{}

DataDirectory::DataDirectory(DataDirectory&& other) noexcept
    : m_path(std::move(other.m_path))
    , m_lock(std::exchange(other.m_lock, -1))
{}

DataDirectory::~DataDirectory()
{
    if (m_lock >= 0)
        close(m_lock);
}

std::string DataDirectory::file(std::string_view name) const { return m_path + "/" + std::string(name); }

bool DataDirectory::has(std::string_view name) const
{
    std::error_code error;
    return std::filesystem::exists(file(name), error) || error;
}

Result<void> DataDirectory::writePrivate(std::string_view name, std::string_view text) const
{
    const std::string target = file(name);
    const std::string temporary = target + ".new";
    const int descriptor = open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    const bool isWritten = descriptor >= 0 && leaveToOwner(m_path, descriptor) &&
                           write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                           fsync(descriptor) == 0;
    if (descriptor >= 0)
        close(descriptor);
    if (!isWritten || std::rename(temporary.c_str(), target.c_str()) != 0)
        return unusable(m_path, "cannot be written: " + systemError());
    return {};
}

std::string DataDirectory::read(std::string_view name) const
{
    const std::ifstream stream(file(name), std::ios::binary);
    std::ostringstream text;
    if (stream)
        text << stream.rdbuf();
    return text.str();
}

} // namespace gotoai::app
