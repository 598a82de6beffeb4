// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <functional>

namespace gotoai::client {

// One event of a stream of server-sent events (HTML Living Standard, section 9.2).
struct SseEvent
{
    QByteArray name{}; // empty: "message"
    QByteArray id{};   // the last one that was given, also by an event before
    QByteArray data{};
};

// Takes a stream's bytes as they come, gives its events. Lines may end in CR, LF or both.
class SseParser
{
public:
    static constexpr qsizetype kMaxEventBytes = 16 * 1024 * 1024;

    // False when an event is larger than the bound; the stream is of no use then.
    bool feed(QByteArrayView bytes, const std::function<void(const SseEvent&)>& give);

private:
    void takeLine(QByteArrayView line, const std::function<void(const SseEvent&)>& give);

    QByteArray m_line;
    SseEvent m_event;
    bool m_hasData = false;
    bool m_endedWithCr = false;
};

} // namespace gotoai::client
