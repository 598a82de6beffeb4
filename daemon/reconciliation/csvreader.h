// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gotoai::reconciliation {

// Rows of a CSV text (RFC 4180), one after the other, in memory for one row. Lines end with LF or CRLF; a byte order
// mark at the begin and empty lines are passed over.
class CsvReader
{
public:
    static constexpr std::size_t kMaxCells = 128;
    static constexpr std::size_t kMaxRowBytes = 64 * 1024;

    // `text` outlives the reader.
    explicit CsvReader(std::string_view text);

    // False at the end. InvalidRequest naming the line.
    Result<bool> next();
    const std::vector<std::string>& cells() const { return m_cells; }
    std::int64_t line() const { return m_rowLine; } // where the row begins, from 1

private:
    Result<void> readRow();
    Result<void> readQuoted(std::string& cell);
    Error broken(const char* what) const;

    std::string_view m_rest;
    std::vector<std::string> m_cells;
    std::int64_t m_line = 1;
    std::int64_t m_rowLine = 1;
};

} // namespace gotoai::reconciliation
