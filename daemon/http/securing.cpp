// SPDX-License-Identifier: GPL-3.0-or-later
// What TLS adds to Connection.
#include "http/connection.h"
#include "http/connectionset.h"

#include "base/log.h"

namespace gotoai::http {

void Connection::takeCiphertext(std::string_view bytes)
{
    if (m_ending == Ending::Lingering || m_tls->state() == TlsChannel::State::Failed)
        return;
    m_tls->offer(bytes);
    for (auto clear = m_tls->read(m_set.clearBuffer()); !clear.empty(); clear = m_tls->read(m_set.clearBuffer()))
        takeInput(clear);
    switch (m_tls->state()) {
    case TlsChannel::State::Opening:
    case TlsChannel::State::Open: return;
    case TlsChannel::State::InputOver: return noteInputFinished();
    case TlsChannel::State::NotTls: return refuseClearText();
    case TlsChannel::State::Failed: return noteTlsFailure();
    }
}

// Whoever typed http:// instead of https:// reads why it does not work.
void Connection::refuseClearText()
{
    m_outlet.setChannel(nullptr);
    m_tls.reset();
    refuse({400, "tls_required", "This port speaks TLS: use https."});
}

// An alert is on its way. A client that was being answered has gone, whatever else it may send.
void Connection::noteTlsFailure()
{
    m_set.receiver().refused({400, "tls_failed", m_tls->reason()});
    writeLog(LogLevel::Debug, "tls_failed", {{"client", m_peerAddress}, {"reason", m_tls->reason()}});
    m_outlet.flush();
    if (isBusy())
        return lose();
    m_isInputOver = true;
    m_input.clear();
    m_refusal.reset();
    m_hasRefused = true;
    m_ending = Ending::AfterFlush;
}

// Sends close_notify (RFC 8446, section 6.1), without which a client cannot tell the end from a cut. True when all is
// sent.
bool Connection::takeLeave()
{
    if (m_tls && m_tls->close())
        note(m_outlet.flush());
    return m_outlet.waiting() == 0 || m_isBroken;
}

} // namespace gotoai::http
