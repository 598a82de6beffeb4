// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <initializer_list>
#include <string>
#include <string_view>

namespace gotoai::app {

// The directory a daemon keeps everything in, made on first use (0700) and locked while this object lives, so that
// no second daemon and no verification can touch its ledger. What root makes in it belongs to the directory's owner.
class DataDirectory
{
public:
    // Conflict when another process holds it; BadConfiguration when it cannot be made or written.
    static Result<DataDirectory> acquire(const std::string& path);

    DataDirectory(DataDirectory&&) noexcept;
    DataDirectory& operator=(DataDirectory&&) = delete;
    ~DataDirectory();

    // The directory and the files of secrets in it, where they exist, are their owner's alone. BadConfiguration naming
    // the first that others may read or write, and how to mend it.
    Result<void> requirePrivate(std::initializer_list<std::string_view> secretFiles) const;

    const std::string& path() const { return m_path; }
    std::string file(std::string_view name) const;
    bool has(std::string_view name) const;

    // Files only their owner may read, written whole (temporary file, sync, rename).
    Result<void> writePrivate(std::string_view name, std::string_view text) const;
    // Empty when there is no such file.
    std::string read(std::string_view name) const;

private:
    DataDirectory(std::string path, int lock);

    std::string m_path;
    int m_lock = -1;
};

} // namespace gotoai::app
