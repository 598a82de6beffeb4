// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/answer.h"
#include "chat/request.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace gotoai::chat {

// What a stream of one choice has said so far, so that somebody else can go on where it broke off.
class PartialAnswer
{
public:
    // A frame of it.
    void add(const Answer& frame, json::Parser& parser);
    void clear() { *this = {}; }

    const std::string& text() const { return m_text; }
    // There is text and nothing else: tool calls, refusals and reasoning cannot be put into another's mouth.
    bool isContinuable() const { return !m_text.empty() && m_isPlain; }

private:
    std::string m_text;
    bool m_isPlain = true;
};

// The request with `text` as the begin of the assistant's answer, to be continued: one more message, its output limit
// less `tokens` that were spent already. InvalidRequest where its last message is the assistant's as it stands.
Result<Request> continued(const Request& request, std::string_view text, std::int64_t tokens, json::Parser& parser);

} // namespace gotoai::chat
