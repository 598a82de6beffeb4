// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/adapters/linereader.h"

#include <algorithm>
#include <utility>

namespace gotoai::supply {
namespace {

std::string_view withoutReturn(std::string_view line)
{
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    return line;
}

} // namespace

LineReader::Step LineReader::next()
{
    for (;;) {
        const std::size_t end = m_input.find('\n');
        if (m_line.size() + std::min(end, m_input.size()) > SseReader::kMaxLine)
            return Step::TooLong;
        if (end == std::string_view::npos)
            break;
        m_frame = m_input.substr(0, end);
        if (!m_line.empty()) {
            m_line += m_frame;
            m_whole = std::exchange(m_line, {});
            m_frame = m_whole;
        }
        m_input.remove_prefix(end + 1);
        m_frame = withoutReturn(m_frame);
        if (!m_frame.empty())
            return Step::Frame;
    }
    m_line += m_input;
    m_input = {};
    return Step::Starved;
}

LineReader::Step LineReader::finish()
{
    m_whole = std::exchange(m_line, {});
    m_frame = withoutReturn(m_whole);
    return m_frame.empty() ? Step::Starved : Step::Frame;
}

} // namespace gotoai::supply
