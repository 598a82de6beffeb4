// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/answer.h"

#include <string>

namespace gotoai::hypercore {

// A chat::Answer that outlives the bytes it was read from: it keeps a copy of them.
class HeldAnswer
{
public:
    explicit HeldAnswer(const chat::Answer& answer);

    // Valid as long as this object stays where it is.
    chat::Answer answer() const;

private:
    std::string m_bytes;
    chat::Answer m_answer; // its views are empty; answer() sets them
    json::Span m_id;
    json::Span m_model;
};

} // namespace gotoai::hypercore
