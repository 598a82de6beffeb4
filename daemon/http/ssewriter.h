// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/exchange.h"

#include <string>
#include <string_view>

namespace gotoai::http {

// Writes server-sent events (HTML Living Standard, section 9.2) onto an exchange whose stream has begun. Each call is
// one write, so one chunk on the wire. The exchange outlives the writer.
class SseWriter
{
public:
    explicit SseWriter(Exchange& exchange)
        : m_exchange(exchange)
    {}

    // Puts an event of that text behind what `frame` holds.
    static void appendData(std::string& frame, std::string_view text);
    static constexpr std::string_view kDone = "data: [DONE]\n\n";

    // `data: <text>` and an empty line; a text of several lines becomes several data lines of one event.
    void writeData(std::string_view text);
    // `data: [DONE]`, the end of OpenAI's streams.
    void writeDone();
    // A line that clients skip; keeps idle connections alive. Line breaks become spaces.
    void writeComment(std::string_view text);

private:
    Exchange& m_exchange;
    std::string m_frame; // kept for its capacity
};

} // namespace gotoai::http
