// SPDX-License-Identifier: GPL-3.0-or-later
#include "crypto/ed25519.h"

#include "base/hex.h"
#include "crypto/sha256.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <cstdlib>
#include <utility>

namespace gotoai::crypto {
namespace {

using Key = std::shared_ptr<EVP_PKEY>;
using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

constexpr std::string_view kEndLine = "-----END PUBLIC KEY-----";

// OpenSSL fails here only without memory or with a broken installation; there is no way on from either.
void require(bool isOk)
{
    if (!isOk)
        std::abort();
}

Key own(EVP_PKEY* key) { return Key(key, &EVP_PKEY_free); }

Bio reading(std::string_view text)
{
    Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free);
    require(bio != nullptr);
    return bio;
}

std::string contentOf(BIO* bio)
{
    char* begin = nullptr;
    const long size = BIO_get_mem_data(bio, &begin);
    return {begin, static_cast<std::size_t>(size)};
}

// A key under a password is none that could be used: there is nobody to ask for it.
int noPassword(char*, int, int, void*) { return -1; }

std::array<std::uint8_t, 32> publicBytes(EVP_PKEY* key)
{
    std::array<std::uint8_t, 32> bytes{};
    std::size_t size = bytes.size();
    require(EVP_PKEY_get_raw_public_key(key, bytes.data(), &size) == 1 && size == bytes.size());
    return bytes;
}

bool isEd25519(EVP_PKEY* key) { return key && EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519; }

} // namespace

VerifyKey::VerifyKey(Key key)
    : m_key(std::move(key))
    , m_id(toHex(sha256(publicBytes(m_key.get()))).substr(0, kIdDigits))
{}

Result<VerifyKey> VerifyKey::parse(std::string_view pem)
{
    const Bio bio = reading(pem);
    Key key = own(PEM_read_bio_PUBKEY(bio.get(), nullptr, &noPassword, nullptr));
    if (!isEd25519(key.get()))
        return failure(ErrorCode::InvalidRequest, "it is no Ed25519 public key in PEM");
    return VerifyKey(std::move(key));
}

Result<std::vector<VerifyKey>> VerifyKey::parseAll(std::string_view pem)
{
    std::vector<VerifyKey> keys;
    for (;;) {
        const std::size_t end = pem.find(kEndLine);
        if (end == std::string_view::npos)
            break;
        auto key = parse(pem.substr(0, end + kEndLine.size()));
        if (!key)
            return std::move(key).error();
        keys.push_back(*std::move(key));
        pem.remove_prefix(end + kEndLine.size());
    }
    if (keys.empty())
        return failure(ErrorCode::InvalidRequest, "there is no Ed25519 public key in PEM");
    return keys;
}

std::string VerifyKey::pem() const
{
    const Bio bio(BIO_new(BIO_s_mem()), &BIO_free);
    require(bio && PEM_write_bio_PUBKEY(bio.get(), m_key.get()) == 1);
    return contentOf(bio.get());
}

bool VerifyKey::verifies(std::span<const std::uint8_t> message, const Signature& signature) const
{
    const Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    require(context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, m_key.get()) == 1);
    return EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(), message.size()) == 1;
}

SigningKey::SigningKey(Key key)
    : m_key(key)
    , m_verifyKey(std::move(key))
{}

SigningKey SigningKey::make()
{
    Key key = own(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
    require(key != nullptr);
    return SigningKey(std::move(key));
}

Result<SigningKey> SigningKey::parse(const Secret& pem)
{
    const Bio bio = reading(pem.reveal());
    Key key = own(PEM_read_bio_PrivateKey(bio.get(), nullptr, &noPassword, nullptr));
    if (!isEd25519(key.get()))
        return failure(ErrorCode::InvalidRequest, "it is no Ed25519 private key in PEM");
    return SigningKey(std::move(key));
}

Secret SigningKey::pem() const
{
    const Bio bio(BIO_new(BIO_s_secmem()), &BIO_free);
    require(bio &&
            PEM_write_bio_PKCS8PrivateKey(bio.get(), m_key.get(), nullptr, nullptr, 0, &noPassword, nullptr) == 1);
    return Secret(contentOf(bio.get()));
}

Signature SigningKey::sign(std::span<const std::uint8_t> message) const
{
    const Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    require(context && EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, m_key.get()) == 1);
    Signature signature{};
    std::size_t size = signature.size();
    require(EVP_DigestSign(context.get(), signature.data(), &size, message.data(), message.size()) == 1 &&
            size == signature.size());
    return signature;
}

} // namespace gotoai::crypto
