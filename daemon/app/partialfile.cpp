// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/partialfile.h"

#include "http/descriptor.h"

#include <fcntl.h>

#include <cerrno>
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

PartialFile::PartialFile(std::string target, storage::FileSystem& files)
    : m_target(std::move(target))
    , m_path(m_target + ".partial")
    , m_files(files)
{}

PartialFile::~PartialFile() { m_files.unlink(m_path); }

Result<void> PartialFile::clear() const
{
    if (std::error_code error; std::filesystem::exists(m_target, error))
        return failure(ErrorCode::Conflict, m_target + " exists; choose another name");
    m_files.unlink(m_path);
    return {};
}

Result<void> PartialFile::create() const
{
    if (auto cleared = clear(); !cleared)
        return cleared;
    const http::Descriptor file(m_files.open(m_path, O_WRONLY | O_CREAT | O_EXCL));
    return file.isOpen() ? Result<void>() : refused(m_path);
}

Result<void> PartialFile::keep() const
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

} // namespace gotoai::app
