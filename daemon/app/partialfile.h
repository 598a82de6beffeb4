// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "storage/filesystem.h"

#include <string>

namespace gotoai::app {

// A file under a name of its own until it is whole; gone again unless it was kept.
class PartialFile
{
public:
    // `files` outlives it.
    explicit PartialFile(std::string target, storage::FileSystem& files = storage::FileSystem::real());
    ~PartialFile();
    PartialFile(const PartialFile&) = delete;
    PartialFile& operator=(const PartialFile&) = delete;

    const std::string& path() const { return m_path; }

    // Conflict when there is a file of the target's name; what an earlier process left of it goes.
    Result<void> clear() const;
    // clear(), then an empty file (0600). Forbidden, StoreUnavailable.
    Result<void> create() const;
    // Synced, under the target's name, durably; a name that may not survive the machine is taken back. Conflict when
    // somebody else took that.
    Result<void> keep() const;

private:
    const std::string m_target;
    const std::string m_path;
    storage::FileSystem& m_files;
};

} // namespace gotoai::app
