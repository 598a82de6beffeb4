// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gotoai::supply {

// Takes a stream of server-sent events apart, however its bytes are split: lines end by LF, CR or CRLF, comments and
// every field but `data` are dropped, the data lines of one event are joined by LF.
// Source: WHATWG HTML, section 9.2 (server-sent events).
//
//     reader.feed(bytes);
//     while (reader.next() == SseReader::Step::Frame)
//         use(reader.frame());
class SseReader
{
public:
    static constexpr std::size_t kMaxLine = 1024 * 1024;
    static constexpr std::size_t kMaxFrame = 4 * kMaxLine;

    enum class Step {
        Frame,   // frame() holds the next event's data
        Starved, // feed more
        TooLong, // a line or an event passed its limit; the stream is of no use any more
    };

    // `bytes` must live until next() has answered Starved.
    void feed(std::string_view bytes) { m_input = bytes; }
    Step next();
    // After the stream's end: an event whose closing blank line is missing. Frame at most once.
    Step finish();
    // Lives until the following call of next() or feed().
    std::string_view frame() const { return m_frame; }

private:
    bool takeLine(std::string_view line);
    void keepInput();
    bool isTooLong() const { return m_line.size() > kMaxLine || m_data.size() > kMaxFrame; }

    std::string_view m_input;
    std::string m_line; // the begin of a line whose end has not come yet
    std::string m_data; // the event's data, unless it is still one whole line of the input:
    std::string_view m_oneLine;
    bool m_hasData = false;
    bool m_isOneLine = false;
    bool m_mayDropLineFeed = false; // the last byte was a CR
    bool m_isAtStart = true;
    std::string_view m_frame;
};

} // namespace gotoai::supply
