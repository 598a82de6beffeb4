// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/tlspeer.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/x509.h>

#include <array>

namespace gotoai::test {

TlsPeer::TlsPeer(const Options& options)
    : m_context(SSL_CTX_new(TLS_client_method()))
{
    SSL_CTX_set_session_cache_mode(m_context.get(), SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(m_context.get(), onTicket);
    SSL_CTX_set_security_level(m_context.get(), 0); // offers what no server should take
    SSL_CTX_set_min_proto_version(m_context.get(), options.least);
    SSL_CTX_set_max_proto_version(m_context.get(), options.most);
    if (!options.ciphers.empty())
        SSL_CTX_set_cipher_list(m_context.get(), options.ciphers.c_str());
    m_session.reset(SSL_new(m_context.get()));
    SSL_set_app_data(m_session.get(), this);
    SSL_set_info_callback(m_session.get(), onState);
    SSL_set_connect_state(m_session.get());
    SSL_set_bio(m_session.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    std::string protocols;
    for (const std::string& protocol : options.protocols)
        protocols += static_cast<char>(protocol.size()) + protocol;
    SSL_set_alpn_protos(m_session.get(), reinterpret_cast<const unsigned char*>(protocols.data()),
                        static_cast<unsigned>(protocols.size()));
    if (options.resumed)
        SSL_set_session(m_session.get(), options.resumed);
    advance();
}

TlsPeer::~TlsPeer() { SSL_SESSION_free(m_ticket); }

int TlsPeer::onTicket(SSL* session, SSL_SESSION* ticket)
{
    auto& peer = *static_cast<TlsPeer*>(SSL_get_app_data(session));
    SSL_SESSION_free(std::exchange(peer.m_ticket, ticket));
    return 1; // kept
}

void TlsPeer::onState(const SSL* session, int where, int value)
{
    if (where == SSL_CB_READ_ALERT)
        static_cast<TlsPeer*>(SSL_get_app_data(session))->m_lastAlert = value & 0xff;
}

void TlsPeer::feed(std::string_view bytes)
{
    BIO_write(SSL_get_rbio(m_session.get()), bytes.data(), static_cast<int>(bytes.size()));
    advance();
}

void TlsPeer::advance()
{
    std::array<char, 16'384> buffer;
    std::size_t count = 0;
    int result = 1;
    while (result == 1) {
        ERR_clear_error();
        result = SSL_read_ex(m_session.get(), buffer.data(), buffer.size(), &count);
        if (result == 1)
            m_received.append(buffer.data(), count);
    }
    const int error = SSL_get_error(m_session.get(), result);
    m_hasEnded = m_hasEnded || error == SSL_ERROR_ZERO_RETURN;
    m_hasFailed = m_hasFailed || error == SSL_ERROR_SSL || error == SSL_ERROR_SYSCALL;
    speak();
}

void TlsPeer::send(std::string_view plaintext)
{
    m_unsent += plaintext;
    speak();
}

void TlsPeer::sayGoodbye()
{
    m_isLeaving = true;
    speak();
}

void TlsPeer::speak()
{
    if (!isOpen())
        return;
    ERR_clear_error();
    std::size_t count = 0;
    if (!m_unsent.empty() && SSL_write_ex(m_session.get(), m_unsent.data(), m_unsent.size(), &count) == 1)
        m_unsent.clear();
    if (m_isLeaving)
        SSL_shutdown(m_session.get());
}

std::string TlsPeer::takeOutput()
{
    BIO* const out = SSL_get_wbio(m_session.get());
    std::string bytes(BIO_ctrl_pending(out), '\0');
    if (!bytes.empty())
        BIO_read(out, bytes.data(), static_cast<int>(bytes.size()));
    return bytes;
}

std::string TlsPeer::protocol() const
{
    const unsigned char* name = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(m_session.get(), &name, &size);
    return {reinterpret_cast<const char*>(name), size};
}

std::string TlsPeer::serverCertificate() const
{
    const X509* const certificate = SSL_get0_peer_certificate(m_session.get());
    return certificate ? std::to_string(ASN1_INTEGER_get(X509_get0_serialNumber(certificate))) : std::string();
}

} // namespace gotoai::test
