// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/adapters/ssereader.h"

#include <algorithm>
#include <utility>

namespace gotoai::supply {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

std::size_t findLineEnd(std::string_view text)
{
    const std::size_t lineFeed = text.find('\n');
    return std::min(lineFeed, text.substr(0, lineFeed).find('\r'));
}

} // namespace

SseReader::Step SseReader::next()
{
    while (!m_input.empty()) {
        if (m_mayDropLineFeed && m_input.front() == '\n')
            m_input.remove_prefix(1);
        m_mayDropLineFeed = false;
        const std::size_t end = findLineEnd(m_input);
        if (end == std::string_view::npos)
            break;
        const bool isSplit = !m_line.empty();
        if (isSplit)
            m_line.append(m_input.substr(0, end));
        const std::string_view line = isSplit ? std::string_view(m_line) : m_input.substr(0, end);
        m_mayDropLineFeed = m_input[end] == '\r';
        m_input.remove_prefix(end + 1);
        if (line.size() > kMaxLine)
            return Step::TooLong;
        const bool isFrame = takeLine(line);
        if (isSplit) {
            if (m_isOneLine)
                keepInput();
            m_line.clear();
        }
        if (isTooLong())
            return Step::TooLong;
        if (isFrame)
            return Step::Frame;
    }
    keepInput();
    m_line.append(m_input);
    m_input = {};
    return isTooLong() ? Step::TooLong : Step::Starved;
}

SseReader::Step SseReader::finish()
{
    const std::string line = std::exchange(m_line, {});
    if (!line.empty())
        takeLine(line);
    keepInput();
    return takeLine({}) ? Step::Frame : Step::Starved;
}

// True when the line closes an event that has data.
bool SseReader::takeLine(std::string_view line)
{
    if (std::exchange(m_isAtStart, false) && line.starts_with(kByteOrderMark))
        line.remove_prefix(kByteOrderMark.size());
    if (line.empty()) {
        if (!m_hasData)
            return false;
        m_frame = m_isOneLine ? m_oneLine : std::string_view(m_data);
        m_hasData = m_isOneLine = false;
        return true;
    }
    constexpr std::string_view field = "data";
    if (!line.starts_with(field) || (line.size() > field.size() && line[field.size()] != ':'))
        return false;
    line.remove_prefix(std::min(line.size(), field.size() + 1));
    if (line.starts_with(' '))
        line.remove_prefix(1);
    if (!m_hasData) {
        m_hasData = m_isOneLine = true;
        m_oneLine = line;
        m_data.clear();
        return false;
    }
    keepInput();
    m_data.push_back('\n');
    m_data.append(line);
    return false;
}

// Copies what would be lost with the input.
void SseReader::keepInput()
{
    if (!m_isOneLine)
        return;
    m_data.assign(m_oneLine);
    m_isOneLine = false;
}

} // namespace gotoai::supply
