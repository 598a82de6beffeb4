// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/orders/heldanswer.h"

namespace gotoai::hypercore {

HeldAnswer::HeldAnswer(const chat::Answer& answer)
    : m_bytes(answer.bytes)
    , m_answer(answer)
{
    const auto spanOf = [&answer](std::string_view view) {
        if (view.empty())
            return json::Span{};
        const auto begin = static_cast<std::size_t>(view.data() - answer.bytes.data());
        return json::Span{begin, begin + view.size()};
    };
    m_id = spanOf(answer.id);
    m_model = spanOf(answer.model);
    m_answer.bytes = {};
    m_answer.id = {};
    m_answer.model = {};
}

chat::Answer HeldAnswer::answer() const
{
    chat::Answer answer = m_answer;
    answer.bytes = m_bytes;
    answer.id = answer.bytes.substr(m_id.begin, m_id.end - m_id.begin);
    answer.model = answer.bytes.substr(m_model.begin, m_model.end - m_model.begin);
    return answer;
}

} // namespace gotoai::hypercore
