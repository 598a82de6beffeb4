// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "http/ticketkeys.h"
#include "http/tlsfiles.h"

#include <openssl/ssl.h>

#include <memory>
#include <string>

namespace gotoai::http {

// Frees what OpenSSL gives.
struct SslDeleter
{
    void operator()(SSL* session) const { SSL_free(session); }
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using SslSession = std::unique_ptr<SSL, SslDeleter>;

// A certificate with its key, and the terms on which connections are encrypted: TLS 1.2 and 1.3, forward secrecy and
// authenticated ciphers only, no renegotiation, no compression, no early data, ALPN http/1.1, resumption by tickets.
// Immutable; shared by all threads. A connection keeps the context that it began with.
class TlsContext
{
public:
    // Reads both files once. BadConfiguration, its `param` telling whose fault it is ("certificate" or "key"): a file
    // that cannot be read or parsed, a key that others can read (group members may) or that needs a passphrase, a key
    // that does not belong to the certificate. `clock` outlives the context.
    static Result<std::shared_ptr<const TlsContext>> load(const TlsFiles& files, const Clock& clock);

    // The server's certificate is valid until then.
    Instant expiresAt() const { return m_expiresAt; }
    // The server's side of a new connection, without a socket.
    SslSession newSession() const;

private:
    using Context = std::unique_ptr<SSL_CTX, SslDeleter>;

    explicit TlsContext(const Clock& clock);
    void setTerms();
    Result<void> useCertificate(const std::string& path);
    Result<void> useKey(const std::string& path);

    TicketKeys m_ticketKeys;
    Context m_context;
    Instant m_expiresAt{};
};

} // namespace gotoai::http
