// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <openssl/ssl.h>

#include <array>
#include <chrono>
#include <mutex>

namespace gotoai::http {

// What TLS session tickets are sealed with (RFC 5077, section 4; RFC 8446, section 4.6.1), so that a client that comes
// back is spared a signature and need not meet the same lane. Lives in memory only. Called from any thread.
//
// A key seals tickets for kPeriod and opens them for as long again; older tickets mean a full handshake.
class TicketKeys
{
public:
    static constexpr std::chrono::hours kPeriod{2};

    // `clock` outlives the keys.
    explicit TicketKeys(const Clock& clock);
    ~TicketKeys();
    TicketKeys(const TicketKeys&) = delete;
    TicketKeys& operator=(const TicketKeys&) = delete;

    // Lets the tickets of a context be sealed with these keys, which outlive it.
    void serve(SSL_CTX* context);

private:
    struct Key
    {
        std::array<unsigned char, 16> name{};
        std::array<unsigned char, 32> cipher{};
        std::array<unsigned char, 32> mac{};
        Tick since{};
    };

    static int onTicket(SSL* session, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac,
                        int isSealing);
    void rotate(Tick now);
    int seal(unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac);
    int open(const unsigned char* name, const unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac);

    const Clock& m_clock;
    std::mutex m_mutex;
    Key m_current;
    Key m_previous;
};

} // namespace gotoai::http
