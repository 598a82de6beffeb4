// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/sseparser.h"

namespace gotoai::client {

bool SseParser::feed(QByteArrayView bytes, const std::function<void(const SseEvent&)>& give)
{
    while (!bytes.isEmpty()) {
        if (std::exchange(m_endedWithCr, false) && bytes.front() == '\n') {
            bytes = bytes.sliced(1);
            continue;
        }
        qsizetype end = 0;
        while (end < bytes.size() && bytes[end] != '\n' && bytes[end] != '\r')
            ++end;
        m_line.append(bytes.first(end));
        if (m_line.size() + m_event.data.size() > kMaxEventBytes)
            return false;
        if (end == bytes.size())
            return true;
        m_endedWithCr = bytes[end] == '\r';
        bytes = bytes.sliced(end + 1);
        takeLine(m_line, give);
        m_line.clear();
    }
    return true;
}

void SseParser::takeLine(QByteArrayView line, const std::function<void(const SseEvent&)>& give)
{
    if (line.isEmpty()) {
        if (m_hasData)
            give(m_event);
        m_event.name.clear();
        m_event.data.clear();
        m_hasData = false;
        return;
    }
    const qsizetype colon = line.indexOf(':');
    if (colon == 0)
        return; // a comment
    const QByteArrayView field = colon < 0 ? line : line.first(colon);
    QByteArrayView value = colon < 0 ? QByteArrayView() : line.sliced(colon + 1);
    if (value.startsWith(' '))
        value = value.sliced(1);
    if (field == "data") {
        if (std::exchange(m_hasData, true))
            m_event.data.append('\n');
        m_event.data.append(value);
    } else if (field == "event") {
        m_event.name = value.toByteArray();
    } else if (field == "id" && !value.contains('\0')) {
        m_event.id = value.toByteArray();
    }
}

} // namespace gotoai::client
