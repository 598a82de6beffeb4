// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/ticketkeys.h"

#include "base/secret.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include <algorithm>
#include <cstdlib>
#include <span>

namespace gotoai::http {

namespace {

// What the callback answers (SSL_CTX_set_tlsext_ticket_key_evp_cb(3)).
constexpr int kFailed = -1;
constexpr int kUnknown = 0;
constexpr int kKnown = 1;
constexpr int kKnownButRenew = 2;

void fillRandom(std::span<unsigned char> bytes)
{
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        std::abort(); // without randomness there is no TLS
}

bool keyMac(EVP_MAC_CTX* mac, std::span<unsigned char> key)
{
    char digest[] = "SHA256";
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, key.data(), key.size()),
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end(),
    };
    return EVP_MAC_CTX_set_params(mac, parameters) == 1;
}

} // namespace

TicketKeys::TicketKeys(const Clock& clock)
    : m_clock(clock)
{
    const Tick now = m_clock.tick();
    m_previous.since = now - 2 * kPeriod; // opens nothing
    m_current.since = now - kPeriod;
    rotate(now);
}

TicketKeys::~TicketKeys()
{
    wipeMemory(&m_current, sizeof m_current);
    wipeMemory(&m_previous, sizeof m_previous);
}

void TicketKeys::serve(SSL_CTX* context)
{
    SSL_CTX_set_app_data(context, this);
    SSL_CTX_set_tlsext_ticket_key_evp_cb(context, onTicket);
}

int TicketKeys::onTicket(SSL* session, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac,
                         int isSealing)
{
    auto& keys = *static_cast<TicketKeys*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(session)));
    const std::lock_guard lock(keys.m_mutex);
    keys.rotate(keys.m_clock.tick());
    return isSealing != 0 ? keys.seal(name, iv, cipher, mac) : keys.open(name, iv, cipher, mac);
}

void TicketKeys::rotate(Tick now)
{
    if (now - m_current.since < kPeriod)
        return;
    m_previous = m_current;
    fillRandom(m_current.name);
    fillRandom(m_current.cipher);
    fillRandom(m_current.mac);
    m_current.since = now;
}

int TicketKeys::seal(unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac)
{
    std::copy(m_current.name.begin(), m_current.name.end(), name);
    fillRandom({iv, static_cast<std::size_t>(EVP_CIPHER_get_iv_length(EVP_aes_256_cbc()))});
    const bool isSet = EVP_EncryptInit_ex(cipher, EVP_aes_256_cbc(), nullptr, m_current.cipher.data(), iv) == 1 &&
                       keyMac(mac, m_current.mac);
    return isSet ? kKnown : kFailed;
}

int TicketKeys::open(const unsigned char* name, const unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac)
{
    const auto isNamed = [name](const Key& key) { return std::equal(key.name.begin(), key.name.end(), name); };
    const bool isCurrent = isNamed(m_current);
    Key& key = isCurrent ? m_current : m_previous;
    if (!isNamed(key) || m_clock.tick() - key.since >= 2 * kPeriod)
        return kUnknown;
    const bool isSet =
        EVP_DecryptInit_ex(cipher, EVP_aes_256_cbc(), nullptr, key.cipher.data(), iv) == 1 && keyMac(mac, key.mac);
    if (!isSet)
        return kFailed;
    return isCurrent ? kKnown : kKnownButRenew;
}

} // namespace gotoai::http
