// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/partialfile.h"

#include "http/descriptor.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>

namespace gotoai::app {
namespace {

Error refused(const std::string& path)
{
    const ErrorCode code = errno == EEXIST                     ? ErrorCode::Conflict
                           : errno == EACCES || errno == EPERM ? ErrorCode::Forbidden
                                                               : ErrorCode::StoreUnavailable;
    return failure(code, "cannot write " + path + ": " + std::strerror(errno)); // NOLINT: one thread
}

} // namespace

PartialFile::PartialFile(std::string target)
    : m_target(std::move(target))
    , m_path(m_target + ".partial")
{}

PartialFile::~PartialFile() { unlink(m_path.c_str()); }

Result<void> PartialFile::clear() const
{
    if (std::error_code error; std::filesystem::exists(m_target, error))
        return failure(ErrorCode::Conflict, m_target + " exists; choose another name");
    unlink(m_path.c_str());
    return {};
}

Result<void> PartialFile::create() const
{
    if (auto cleared = clear(); !cleared)
        return cleared;
    const http::Descriptor file(open(m_path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    return file.isOpen() ? Result<void>() : refused(m_path);
}

Result<void> PartialFile::keep() const
{
    const http::Descriptor file(open(m_path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.isOpen() || fsync(file.fd()) != 0)
        return refused(m_path);
    if (renameat2(AT_FDCWD, m_path.c_str(), AT_FDCWD, m_target.c_str(), RENAME_NOREPLACE) != 0)
        return refused(m_target);
    const std::string folder = std::filesystem::absolute(m_target).parent_path();
    const http::Descriptor directory(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return directory.isOpen() && fsync(directory.fd()) == 0 ? Result<void>() : refused(folder);
}

} // namespace gotoai::app
