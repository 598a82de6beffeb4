// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/orders/heldanswer.h"

namespace gotoai::hypercore {

HeldAnswer::HeldAnswer(const chat::Answer& answer)
    : m_bytes(answer.bytes)
    , m_answer(answer)
{
    if (!answer.id.empty()) {
        m_id.begin = static_cast<std::size_t>(answer.id.data() - answer.bytes.data());
        m_id.end = m_id.begin + answer.id.size();
    }
    m_answer.bytes = {};
    m_answer.id = {};
}

chat::Answer HeldAnswer::answer() const
{
    chat::Answer answer = m_answer;
    answer.bytes = m_bytes;
    answer.id = answer.bytes.substr(m_id.begin, m_id.end - m_id.begin);
    return answer;
}

} // namespace gotoai::hypercore
