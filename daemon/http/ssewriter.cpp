// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/ssewriter.h"

#include <algorithm>

namespace gotoai::http {

void SseWriter::appendData(std::string& frame, std::string_view text)
{
    frame += "data: ";
    for (auto end = text.find_first_of("\r\n"); end != text.npos; end = text.find_first_of("\r\n")) {
        frame.append(text.substr(0, end)).append("\ndata: ");
        const bool isPair = text.substr(end).starts_with("\r\n");
        text.remove_prefix(end + (isPair ? 2 : 1));
    }
    frame.append(text).append("\n\n");
}

void SseWriter::writeData(std::string_view text)
{
    m_frame.clear();
    appendData(m_frame, text);
    m_exchange.write(m_frame);
}

void SseWriter::writeDone() { m_exchange.write(kDone); }

void SseWriter::writeComment(std::string_view text)
{
    m_frame = ": ";
    m_frame += text;
    std::replace_if(
        m_frame.begin(), m_frame.end(), [](char c) { return c == '\r' || c == '\n'; }, ' ');
    m_frame += "\n\n";
    m_exchange.write(m_frame);
}

} // namespace gotoai::http
