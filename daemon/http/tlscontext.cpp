// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/tlscontext.h"

#include "base/secret.h"
#include "http/descriptor.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string_view>

namespace gotoai::http {

namespace {

constexpr off_t kMaxFileBytes = 1024 * 1024;
constexpr char kCiphers[] = // of TLS 1.2; those of 1.3 are all good
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr char kGroups[] = "X25519:P-256:P-384";
constexpr unsigned char kSessionContext[] = "gotoai";

struct OpenSslDeleter
{
    void operator()(BIO* bio) const { BIO_free(bio); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
template<class T>
using Owned = std::unique_ptr<T, OpenSslDeleter>;

enum class Part { Certificate, Key };

Error refused(Part part, const std::string& path, const std::string& why)
{
    return failure(ErrorCode::BadConfiguration, path + " " + why, part == Part::Key ? "key" : "certificate");
}

std::string opensslReason()
{
    const char* reason = ERR_reason_error_string(ERR_peek_last_error());
    return reason ? std::string(": ") + reason : std::string();
}

// Checked and read by one descriptor, so that it is the checked file that is read.
Result<Secret> readFile(Part part, const std::string& path)
{
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    struct stat status
    {};
    if (!file.isOpen() || fstat(file.fd(), &status) != 0)
        return refused(part, path, std::string("cannot be read: ") + std::strerror(errno));
    if (!S_ISREG(status.st_mode) || status.st_size > kMaxFileBytes)
        return refused(part, path, "is not a PEM file");
    if (part == Part::Key && (status.st_mode & (S_IRWXO | S_IWGRP | S_IXGRP)) != 0)
        return refused(part, path, "is open to others: give it mode 0600, or 0640 with a group of its own");
    std::string text(static_cast<std::size_t>(status.st_size), '\0');
    const auto count = ::read(file.fd(), text.data(), text.size());
    if (count != static_cast<ssize_t>(text.size())) {
        wipeMemory(text.data(), text.size());
        return refused(part, path, "changed while it was read");
    }
    Secret content(text);
    wipeMemory(text.data(), text.size());
    return content;
}

Owned<BIO> reader(const Secret& content)
{
    const std::string_view text = content.reveal();
    return Owned<BIO>(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// The daemon has nobody to ask for a passphrase.
int noPassphrase(char*, int, int, void* wasAsked)
{
    *static_cast<bool*>(wasAsked) = true;
    return -1;
}

Instant instantOf(const ASN1_TIME* time)
{
    std::tm broken{};
    ASN1_TIME_to_tm(time, &broken);
    return std::chrono::sys_seconds(std::chrono::seconds(timegm(&broken)));
}

// RFC 7301: the first of ours that the client names too; a client that names none of ours wants another protocol.
int chooseProtocol(SSL*, const unsigned char** chosen, unsigned char* chosenSize, const unsigned char* offered,
                   unsigned offeredSize, void*)
{
    static constexpr unsigned char kOurs[] = "\x08http/1.1\x08http/1.0";
    unsigned char* agreed = nullptr;
    if (SSL_select_next_proto(&agreed, chosenSize, kOurs, sizeof kOurs - 1, offered, offeredSize) !=
        OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    *chosen = agreed;
    return SSL_TLSEXT_ERR_OK;
}

} // namespace

TlsContext::TlsContext(const Clock& clock)
    : m_ticketKeys(clock)
    , m_context(SSL_CTX_new(TLS_server_method()))
{
    if (!m_context)
        std::abort(); // out of memory
    setTerms();
    m_ticketKeys.serve(m_context.get());
}

void TlsContext::setTerms()
{
    SSL_CTX* context = m_context.get();
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                     SSL_OP_PRIORITIZE_CHACHA);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    if (SSL_CTX_set_cipher_list(context, kCiphers) != 1 || SSL_CTX_set1_groups_list(context, kGroups) != 1)
        std::abort(); // an OpenSSL without them is not the one that was built for
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_session_id_context(context, kSessionContext, sizeof kSessionContext - 1);
    SSL_CTX_set_timeout(context, std::chrono::seconds(TicketKeys::kPeriod).count());
    SSL_CTX_set_alpn_select_cb(context, chooseProtocol, nullptr);
}

Result<std::shared_ptr<const TlsContext>> TlsContext::load(const TlsFiles& files, const Clock& clock)
{
    const std::shared_ptr<TlsContext> context(new TlsContext(clock));
    ERR_clear_error();
    auto used = context->useCertificate(files.certificate);
    if (used)
        used = context->useKey(files.key);
    ERR_clear_error();
    if (!used)
        return std::move(used).error();
    return std::shared_ptr<const TlsContext>(context);
}

Result<void> TlsContext::useCertificate(const std::string& path)
{
    const auto content = readFile(Part::Certificate, path);
    if (!content)
        return content.error();
    const auto source = reader(*content);
    const Owned<X509> certificate(PEM_read_bio_X509_AUX(source.get(), nullptr, nullptr, nullptr));
    if (!certificate)
        return refused(Part::Certificate, path, "holds no certificate in PEM" + opensslReason());
    if (SSL_CTX_use_certificate(m_context.get(), certificate.get()) != 1)
        return refused(Part::Certificate, path, "cannot be used" + opensslReason());
    m_expiresAt = instantOf(X509_get0_notAfter(certificate.get()));
    while (X509* next = PEM_read_bio_X509(source.get(), nullptr, nullptr, nullptr)) {
        if (SSL_CTX_add0_chain_cert(m_context.get(), next) != 1) {
            X509_free(next);
            return refused(Part::Certificate, path, "holds a certificate that cannot be used" + opensslReason());
        }
    }
    if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE) // how PEM files end
        return refused(Part::Certificate, path, "holds a damaged certificate" + opensslReason());
    return {};
}

Result<void> TlsContext::useKey(const std::string& path)
{
    ERR_clear_error();
    const auto content = readFile(Part::Key, path);
    if (!content)
        return content.error();
    bool wasAsked = false;
    const Owned<EVP_PKEY> key(PEM_read_bio_PrivateKey(reader(*content).get(), nullptr, noPassphrase, &wasAsked));
    if (wasAsked)
        return refused(Part::Key, path, "needs a passphrase, and there is nobody to ask for it");
    if (!key)
        return refused(Part::Key, path, "holds no private key in PEM" + opensslReason());
    if (SSL_CTX_use_PrivateKey(m_context.get(), key.get()) != 1 || SSL_CTX_check_private_key(m_context.get()) != 1)
        return refused(Part::Key, path, "does not belong to the certificate");
    return {};
}

SslSession TlsContext::newSession() const
{
    SslSession session(SSL_new(m_context.get()));
    if (!session)
        std::abort(); // out of memory
    SSL_set_accept_state(session.get());
    return session;
}

} // namespace gotoai::http
