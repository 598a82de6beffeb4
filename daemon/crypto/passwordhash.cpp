// SPDX-License-Identifier: GPL-3.0-or-later
#include "crypto/passwordhash.h"

#include "crypto/random.h"
#include "crypto/sha256.h"

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace gotoai::crypto {
namespace {

constexpr std::uint8_t kFormat = 1;
constexpr std::size_t kHeadSize = 4;

using Kdf = std::unique_ptr<EVP_KDF, decltype(&EVP_KDF_free)>;
using KdfContext = std::unique_ptr<EVP_KDF_CTX, decltype(&EVP_KDF_CTX_free)>;

bool isWithinBounds(const ScryptCost& cost)
{
    return cost.log2N >= 4 && cost.log2N <= 20 && cost.r >= 1 && cost.r <= 32 && cost.p >= 1 && cost.p <= 16;
}

// OpenSSL fails here only without memory or with a broken installation; there is no way on from either.
void derive(std::span<std::uint8_t> output, const Secret& password, std::span<const std::uint8_t> salt,
            const ScryptCost& cost)
{
    std::uint64_t n = std::uint64_t{1} << cost.log2N;
    std::uint32_t r = cost.r;
    std::uint32_t p = cost.p;
    std::uint64_t maxMemory = 128 * r * (n + p + 4);
    const auto octets = [](const char* name, std::span<const std::uint8_t> bytes) {
        return OSSL_PARAM_construct_octet_string(name, const_cast<std::uint8_t*>(bytes.data()), bytes.size());
    };
    const OSSL_PARAM parameters[] = {
        octets(OSSL_KDF_PARAM_PASSWORD, asBytes(password.reveal())),
        octets(OSSL_KDF_PARAM_SALT, salt),
        OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_N, &n),
        OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_R, &r),
        OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_P, &p),
        OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_MAXMEM, &maxMemory),
        OSSL_PARAM_construct_end(),
    };
    const Kdf kdf(EVP_KDF_fetch(nullptr, "SCRYPT", nullptr), &EVP_KDF_free);
    const KdfContext context(kdf ? EVP_KDF_CTX_new(kdf.get()) : nullptr, &EVP_KDF_CTX_free);
    if (!context || EVP_KDF_derive(context.get(), output.data(), output.size(), parameters) != 1)
        std::abort();
}

} // namespace

PasswordHash PasswordHash::make(const Secret& password, const ScryptCost& cost)
{
    PasswordHash hash;
    hash.m_cost = cost;
    fillRandom(hash.m_salt);
    derive(hash.m_output, password, hash.m_salt, cost);
    return hash;
}

PasswordHash PasswordHash::decoy(const ScryptCost& cost)
{
    PasswordHash hash;
    hash.m_cost = cost;
    fillRandom(hash.m_salt);
    fillRandom(hash.m_output);
    return hash;
}

Result<PasswordHash> PasswordHash::fromBytes(std::span<const std::uint8_t> bytes)
{
    PasswordHash hash;
    if (bytes.size() != kHeadSize + hash.m_salt.size() + hash.m_output.size() || bytes[0] != kFormat)
        return failure(ErrorCode::Corrupt, "a stored password is not of a known format");
    hash.m_cost = {bytes[1], bytes[2], bytes[3]};
    if (!isWithinBounds(hash.m_cost))
        return failure(ErrorCode::Corrupt, "a stored password costs too much or too little");
    std::ranges::copy(bytes.subspan(kHeadSize, hash.m_salt.size()), hash.m_salt.begin());
    std::ranges::copy(bytes.subspan(kHeadSize + hash.m_salt.size()), hash.m_output.begin());
    return hash;
}

std::vector<std::uint8_t> PasswordHash::toBytes() const
{
    std::vector<std::uint8_t> bytes{kFormat, m_cost.log2N, m_cost.r, m_cost.p};
    bytes.insert(bytes.end(), m_salt.begin(), m_salt.end());
    bytes.insert(bytes.end(), m_output.begin(), m_output.end());
    return bytes;
}

bool PasswordHash::matches(const Secret& password) const
{
    std::array<std::uint8_t, 32> output{};
    derive(output, password, m_salt, m_cost);
    return constantTimeEqual(output, m_output);
}

} // namespace gotoai::crypto
