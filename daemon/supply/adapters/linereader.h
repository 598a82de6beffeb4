// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "supply/adapters/ssereader.h"

#include <string>
#include <string_view>

namespace gotoai::supply {

// Takes a stream of newline-delimited JSON apart, however its bytes are split: a frame a line, empty lines dropped.
// Used as the SseReader is, with the same limits and steps.
class LineReader
{
public:
    using Step = SseReader::Step;

    // `bytes` must live until next() has answered Starved.
    void feed(std::string_view bytes) { m_input = bytes; }
    Step next();
    // After the stream's end: a line whose end is missing. Frame at most once.
    Step finish();
    // Lives until the following call of next() or feed().
    std::string_view frame() const { return m_frame; }

private:
    std::string_view m_input;
    std::string m_line; // the begin of a line whose end has not come yet
    std::string m_whole;
    std::string_view m_frame;
};

} // namespace gotoai::supply
