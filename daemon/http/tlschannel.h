// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/tlscontext.h"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace gotoai::http {

// The server's side of TLS on one connection (RFC 8446, RFC 5246), as a function of bytes: what the client sent goes
// in, its plaintext comes out; plaintext goes in, and records for the client are appended to `wire`. No socket.
//
// Nothing is allocated for a client before its first record is here whole, and that record must be the beginning of a
// ClientHello of a sane size: a stalled connection costs no more than one without TLS.
class TlsChannel
{
public:
    enum class State {
        Opening, // the handshake is not over
        Open,
        InputOver, // the client said that it sends nothing any more (close_notify)
        Failed,    // broken by the client; an alert that says why stands in `wire`
        NotTls,    // the client speaks HTTP in clear; nothing was sent
    };

    static constexpr std::size_t kMaxHelloBytes = 16 * 1024;
    // What a client may cause to be sent, handshake apart from answers, before it sends plaintext again.
    static constexpr std::size_t kMaxUnaskedBytes = 64 * 1024;

    // `wire` outlives the channel and is only ever appended to here.
    TlsChannel(std::shared_ptr<const TlsContext> context, std::string& wire);
    TlsChannel(const TlsChannel&) = delete;
    TlsChannel& operator=(const TlsChannel&) = delete;

    // Bytes of the client's, which stay valid until read() has returned nothing.
    void offer(std::string_view bytes);
    // The next plaintext in them, in `into`, which has room for 16 KiB; empty when there is no more.
    std::string_view read(std::span<char> into);
    // Encrypts; drops what comes when the channel is not open for output.
    void write(std::string_view plaintext);
    // close_notify, once. False when there is nothing to say any more.
    bool close();

    State state() const { return m_state; }
    // Why it failed, in OpenSSL's words; for logs.
    std::string_view reason() const { return m_reason; }
    bool isOpenForOutput() const { return m_state == State::Open || m_state == State::InputOver; }

private:
    struct Stream; // OpenSSL's view of the connection's bytes

    void begin();
    void giveUp();
    void fail(unsigned char alert);

    std::shared_ptr<const TlsContext> m_context;
    std::string& m_wire;
    SslSession m_session; // from the first whole record on
    State m_state = State::Opening;
    std::string m_first;        // the first record while it is incomplete
    std::string_view m_offered; // not yet taken by OpenSSL
    std::string_view m_reason;
    std::size_t m_unasked = 0;
    bool m_isWriting = false;
    bool m_hasClosed = false;
};

} // namespace gotoai::http
