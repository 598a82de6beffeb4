// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gotoai::test {

// The client's side of TLS as a function of bytes, trusting everybody; tests move the bytes.
class TlsPeer
{
public:
    struct Options
    {
        int least = TLS1_2_VERSION;
        int most = TLS1_3_VERSION;
        std::vector<std::string> protocols{}; // ALPN
        std::string ciphers{};                // of TLS 1.2
        SSL_SESSION* resumed = nullptr;
    };

    TlsPeer()
        : TlsPeer(Options{})
    {}
    explicit TlsPeer(const Options& options);
    ~TlsPeer();
    TlsPeer(const TlsPeer&) = delete;
    TlsPeer& operator=(const TlsPeer&) = delete;

    // Goes on with the handshake or reads, whichever is due; what was read is added to received().
    void feed(std::string_view bytes);
    // Both wait for the end of the handshake.
    void send(std::string_view plaintext);
    void sayGoodbye(); // close_notify
    std::string takeOutput();

    SSL* session() { return m_session.get(); }
    bool isOpen() const { return SSL_is_init_finished(m_session.get()) == 1; }
    bool hasFailed() const { return m_hasFailed; }
    bool hasEnded() const { return m_hasEnded; } // the server's close_notify is here
    const std::string& received() const { return m_received; }
    std::string takeReceived() { return std::exchange(m_received, {}); }
    int lastAlert() const { return m_lastAlert; } // description of the last alert from the server; -1: none
    std::string protocol() const;                 // by ALPN
    std::string serverCertificate() const;        // its serial number
    bool wasResumed() const { return SSL_session_reused(m_session.get()) == 1; }
    // The newest ticket, for the caller to free; null when there was none.
    SSL_SESSION* takeTicket() { return std::exchange(m_ticket, nullptr); }

private:
    struct Deleter
    {
        void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
        void operator()(SSL* session) const { SSL_free(session); }
    };

    static int onTicket(SSL* session, SSL_SESSION* ticket);
    static void onState(const SSL* session, int where, int value);
    void advance();
    void speak();

    std::unique_ptr<SSL_CTX, Deleter> m_context;
    std::unique_ptr<SSL, Deleter> m_session;
    std::string m_received;
    SSL_SESSION* m_ticket = nullptr;
    int m_lastAlert = -1;
    std::string m_unsent;
    bool m_isLeaving = false;
    bool m_hasFailed = false;
    bool m_hasEnded = false;
};

} // namespace gotoai::test
