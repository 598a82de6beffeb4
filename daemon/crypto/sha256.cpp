// SPDX-License-Identifier: GPL-3.0-or-later
#include "crypto/sha256.h"

#include <openssl/evp.h>

#include <algorithm>
#include <cstdlib>

namespace gotoai::crypto {
namespace {

// OpenSSL fails here only without memory or with a broken installation; there is no way on from either.
void require(bool isOk)
{
    if (!isOk)
        std::abort();
}

// Fetched once: an implicit fetch an operation costs more than the hash of a short message.
const EVP_MD* algorithm()
{
    static const EVP_MD* const s_algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    require(s_algorithm != nullptr);
    return s_algorithm;
}

} // namespace

struct Sha256::State
{
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    ~State() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256()
    : m_state(std::make_unique<State>())
{
    require(m_state->context != nullptr);
    require(EVP_DigestInit_ex2(m_state->context, algorithm(), nullptr) == 1);
}

Sha256::~Sha256() = default;

void Sha256::update(std::span<const std::uint8_t> bytes)
{
    require(EVP_DigestUpdate(m_state->context, bytes.data(), bytes.size()) == 1);
}

Digest Sha256::finish()
{
    Digest digest{};
    require(EVP_DigestFinal_ex(m_state->context, digest.data(), nullptr) == 1);
    require(EVP_DigestInit_ex2(m_state->context, nullptr, nullptr) == 1);
    return digest;
}

Digest sha256(std::span<const std::uint8_t> bytes)
{
    thread_local Sha256 hash;
    hash.update(bytes);
    return hash.finish();
}

Digest hmacSha256(std::span<const std::uint8_t> key, std::span<const std::uint8_t> message)
{
    constexpr std::size_t kBlock = 64;
    std::array<std::uint8_t, kBlock> inner{};
    if (key.size() > kBlock) {
        const Digest digest = sha256(key);
        std::copy(digest.begin(), digest.end(), inner.begin());
    } else {
        std::copy(key.begin(), key.end(), inner.begin());
    }
    std::array<std::uint8_t, kBlock> outer = inner;
    for (std::size_t i = 0; i < kBlock; ++i) {
        inner[i] ^= 0x36;
        outer[i] ^= 0x5c;
    }
    thread_local Sha256 hash;
    hash.update(inner);
    hash.update(message);
    const Digest innerDigest = hash.finish();
    hash.update(outer);
    hash.update(innerDigest);
    return hash.finish();
}

} // namespace gotoai::crypto
