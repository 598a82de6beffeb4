// SPDX-License-Identifier: GPL-3.0-or-later
#include "reconciliation/csvreader.h"

#include <algorithm>

namespace gotoai::reconciliation {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

bool endsLine(std::string_view text) { return text.starts_with('\n') || text.starts_with("\r\n"); }

} // namespace

CsvReader::CsvReader(std::string_view text)
    : m_rest(text)
{
    if (m_rest.starts_with(kByteOrderMark))
        m_rest.remove_prefix(kByteOrderMark.size());
}

Error CsvReader::broken(const char* what) const
{
    return failure(ErrorCode::InvalidRequest, "line " + std::to_string(m_rowLine) + ": " + what, "body");
}

Result<bool> CsvReader::next()
{
    while (endsLine(m_rest)) {
        m_rest.remove_prefix(m_rest.front() == '\r' ? 2 : 1);
        ++m_line;
    }
    if (m_rest.empty())
        return false;
    m_rowLine = m_line;
    m_cells.clear();
    if (auto read = readRow(); !read)
        return std::move(read).error();
    return true;
}

Result<void> CsvReader::readRow()
{
    std::size_t bytes = 0;
    for (;;) {
        std::string cell;
        if (m_rest.starts_with('"')) {
            if (auto read = readQuoted(cell); !read)
                return read;
        } else {
            const std::size_t end = std::min(m_rest.find_first_of(",\r\n\""), m_rest.size());
            cell = m_rest.substr(0, end);
            m_rest.remove_prefix(end);
        }
        bytes += cell.size();
        m_cells.push_back(std::move(cell));
        if (m_cells.size() > kMaxCells || bytes > kMaxRowBytes)
            return broken("a row has at most 128 cells and 64 KiB");
        if (m_rest.empty())
            return {};
        if (endsLine(m_rest)) {
            m_rest.remove_prefix(m_rest.front() == '\r' ? 2 : 1);
            ++m_line;
            return {};
        }
        if (!m_rest.starts_with(','))
            return broken("a cell ends with a comma or the line");
        m_rest.remove_prefix(1);
    }
}

Result<void> CsvReader::readQuoted(std::string& cell)
{
    m_rest.remove_prefix(1);
    for (;;) {
        const std::size_t end = m_rest.find('"');
        if (end == std::string_view::npos)
            return broken("a quoted cell has no end");
        if (cell.size() + end > kMaxRowBytes)
            return broken("a row has at most 128 cells and 64 KiB");
        cell += m_rest.substr(0, end);
        m_line += std::ranges::count(m_rest.substr(0, end), '\n');
        m_rest.remove_prefix(end + 1);
        if (!m_rest.starts_with('"'))
            return {};
        cell += '"';
        m_rest.remove_prefix(1);
    }
}

} // namespace gotoai::reconciliation
