// SPDX-License-Identifier: GPL-3.0-or-later
// The half of Connection that writes answers.
#include "http/connection.h"
#include "http/connectionset.h"

#include <array>
#include <charconv>

namespace gotoai::http {

void Connection::answer(int status, const std::vector<Header>& headers, std::string_view body)
{
    m_exchange = nullptr;
    m_form.framing = allowsBody(status) ? Framing::ContentLength : Framing::NoBody;
    auto& head = m_set.scratch();
    head.clear();
    appendHeadFor(head, status, headers, body.size());
    const bool sendsBody = m_form.framing == Framing::ContentLength && !m_form.isHead;
    note(m_outlet.send(head, sendsBody ? body : std::string_view{}));
    finishExchange();
}

void Connection::beginStream(int status, const std::vector<Header>& headers)
{
    m_form.framing = m_form.isHttp10 ? Framing::UntilClose : Framing::Chunked;
    if (!allowsBody(status))
        m_form.framing = Framing::NoBody;
    appendHeadFor(m_outlet.buffer(), status, headers, 0);
    if (m_form.isHead)
        m_form.framing = Framing::NoBody;
    m_set.schedule(*this);
}

void Connection::writeStream(std::string_view bytes)
{
    if (m_form.framing == Framing::NoBody)
        return;
    auto& out = m_outlet.buffer();
    if (m_form.framing == Framing::Chunked) {
        std::array<char, 20> size;
        const auto end = std::to_chars(size.data(), size.data() + size.size(), bytes.size(), 16).ptr;
        out.append(size.data(), end).append("\r\n").append(bytes).append("\r\n");
    } else {
        out.append(bytes);
    }
    m_isAboveHighWater = m_isAboveHighWater || m_outlet.waiting() > Exchange::kHighWater;
    m_set.schedule(*this);
}

void Connection::endStream()
{
    m_exchange = nullptr;
    if (m_form.framing == Framing::Chunked)
        m_outlet.buffer().append("0\r\n\r\n");
    finishExchange();
}

void Connection::answerAbandoned()
{
    const RefusalAnswer words = m_set.receiver().wordRefusal({500, "internal_error", "The request was not answered."},
                                                             m_exchange->request().header("origin"));
    answer(500, words.headers, words.body);
}

void Connection::cutStream()
{
    m_exchange = nullptr;
    m_answeredBytes = 0;
    m_queue.clear();
    m_input.clear();
    noteBodies();
    m_refusal.reset();
    m_isInputOver = true;
    // Without its last chunk a chunked answer is visibly broken; one that ends with the connection needs a reset.
    m_ending = m_form.framing == Framing::UntilClose ? Ending::Reset : Ending::AfterFlush;
    m_set.schedule(*this);
}

void Connection::appendHeadFor(std::string& out, int status, const std::vector<Header>& headers,
                               std::size_t contentLength)
{
    m_form.isKeepAlive = m_form.isKeepAlive && m_form.framing != Framing::UntilClose && !m_set.isDraining();
    auto persistence = Persistence::Close;
    if (m_form.isKeepAlive)
        persistence = m_form.isHttp10 ? Persistence::KeepAlive : Persistence::Default;
    appendHead(out, {status, m_form.framing, persistence, contentLength, m_set.dateLine()}, headers);
}

void Connection::finishExchange()
{
    m_hasServed = true;
    m_isAboveHighWater = false;
    m_phaseSince = now();
    if (!m_form.isKeepAlive) {
        m_isInputOver = true;
        m_ending = Ending::AfterFlush;
        m_queue.clear();
    }
    m_answeredBytes = 0;
    noteBodies();
    m_set.reconsider(*this);
    if (hasWork())
        m_set.schedule(*this);
}

bool Connection::hasWork() const
{
    return m_isBroken || m_ending != Ending::Open || m_isInputOver || m_outlet.waiting() > 0 || !m_queue.empty() ||
           !m_input.empty() || m_guard.isAwaitingContinue() || m_set.isDraining();
}

} // namespace gotoai::http
