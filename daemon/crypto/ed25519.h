// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/secret.h"

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

struct evp_pkey_st;

// Ed25519 (RFC 8032): signatures that whoever has the public key can check. Keys as PEM are what
// `openssl pkey` reads and writes.
namespace gotoai::crypto {

using Signature = std::array<std::uint8_t, 64>;

class VerifyKey
{
public:
    static constexpr std::size_t kIdDigits = 16;

    // InvalidRequest unless it is one public key of this kind (SubjectPublicKeyInfo).
    static Result<VerifyKey> parse(std::string_view pem);
    // All that stand in `pem`, one behind the other.
    static Result<std::vector<VerifyKey>> parseAll(std::string_view pem);

    std::string pem() const;
    // Hexadecimal: the begin of SHA-256 of the key's 32 bytes.
    const std::string& id() const { return m_id; }
    bool verifies(std::span<const std::uint8_t> message, const Signature& signature) const;

private:
    friend class SigningKey;
    explicit VerifyKey(std::shared_ptr<evp_pkey_st> key);

    std::shared_ptr<evp_pkey_st> m_key;
    std::string m_id;
};

class SigningKey
{
public:
    static SigningKey make();
    // InvalidRequest unless it is one private key of this kind (PKCS #8, in clear).
    static Result<SigningKey> parse(const Secret& pem);

    Secret pem() const;
    const VerifyKey& verifyKey() const { return m_verifyKey; }
    Signature sign(std::span<const std::uint8_t> message) const;

private:
    explicit SigningKey(std::shared_ptr<evp_pkey_st> key);

    std::shared_ptr<evp_pkey_st> m_key;
    VerifyKey m_verifyKey;
};

} // namespace gotoai::crypto
