// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "clearinghouse/proof/signedhead.h"

#include <cstdint>
#include <fstream>
#include <optional>
#include <string>

namespace gotoai::clearinghouse {

// The file that signed heads are appended to, line by line. A crash may tear its last line, which is then as good as
// absent. One thread at a time.
class HeadFile
{
public:
    // Makes it (0600) when there is none, and cuts off a last line that is torn. StoreUnavailable when it cannot be
    // read or written, Corrupt when its last whole line is no head.
    static Result<HeadFile> open(const std::string& path);
    HeadFile(HeadFile&& other) noexcept;
    HeadFile& operator=(HeadFile&&) = delete;
    ~HeadFile();

    const std::optional<SignedHead>& last() const { return m_last; }
    // Synced when it returns. StoreUnavailable: nothing of it stands there.
    Result<void> append(const SignedHead& head);

private:
    HeadFile(std::string path, int descriptor)
        : m_path(std::move(path))
        , m_descriptor(descriptor)
    {}
    Result<void> readEnd();
    Error unusable(const char* what) const;

    std::string m_path;
    int m_descriptor = -1;
    std::int64_t m_size = 0; // up to the end of the last whole line
    std::optional<SignedHead> m_last;
};

// Reads such a file from its first line on.
class HeadReader
{
public:
    // NotFound, StoreUnavailable.
    static Result<HeadReader> open(const std::string& path);

    // Empty at the end. Corrupt, naming the line, where no head stands; a last line that is torn is passed over.
    Result<std::optional<SignedHead>> next();
    std::int64_t line() const { return m_line; }

private:
    explicit HeadReader(std::ifstream stream)
        : m_stream(std::move(stream))
    {}

    std::ifstream m_stream;
    std::int64_t m_line = 0; // last one read
};

} // namespace gotoai::clearinghouse
