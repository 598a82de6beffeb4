// SPDX-License-Identifier: GPL-3.0-or-later
#include "crypto/envelope.h"

#include "base/hex.h"
#include "crypto/random.h"
#include "crypto/sha256.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <optional>

namespace gotoai::crypto {
namespace {

constexpr std::uint8_t kFormat = 2;
constexpr std::uint8_t kFormatWithoutId = 1;
constexpr std::size_t kNonceSize = 12;
constexpr std::size_t kTagSize = 16;
constexpr std::size_t kOverhead = kNonceSize + kTagSize;

using Bytes = std::vector<std::uint8_t>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

void require(bool isOk)
{
    if (!isOk)
        std::abort();
}

// Appends nonce, ciphertext and tag of `plain` to `out`.
void encryptInto(Bytes& out, std::span<const std::uint8_t, kMasterKeySize> key, std::span<const std::uint8_t> plain,
                 std::string_view aad)
{
    const std::size_t start = out.size();
    out.resize(start + kOverhead + plain.size());
    const std::span<std::uint8_t> nonce(out.data() + start, kNonceSize);
    std::uint8_t* const cipher = out.data() + start + kNonceSize;
    fillRandom(nonce);

    const CipherContext context(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    int length = 0;
    require(context && EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key.data(), nonce.data()) == 1);
    require(EVP_EncryptUpdate(context.get(), nullptr, &length, asBytes(aad).data(), static_cast<int>(aad.size())) == 1);
    require(EVP_EncryptUpdate(context.get(), cipher, &length, plain.data(), static_cast<int>(plain.size())) == 1);
    require(EVP_EncryptFinal_ex(context.get(), cipher + length, &length) == 1);
    require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, kTagSize, cipher + plain.size()) == 1);
}

std::optional<Bytes> decrypt(std::span<const std::uint8_t, kMasterKeySize> key, std::span<const std::uint8_t> sealed,
                             std::string_view aad)
{
    if (sealed.size() < kOverhead)
        return std::nullopt;
    const auto cipher = sealed.subspan(kNonceSize, sealed.size() - kOverhead);
    std::array<std::uint8_t, kTagSize> tag{};
    std::copy_n(sealed.end() - kTagSize, kTagSize, tag.begin());

    Bytes plain(cipher.size() + kTagSize);
    const CipherContext context(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
    int length = 0;
    require(context && EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key.data(), sealed.data()) == 1);
    require(EVP_DecryptUpdate(context.get(), nullptr, &length, asBytes(aad).data(), static_cast<int>(aad.size())) == 1);
    require(EVP_DecryptUpdate(context.get(), plain.data(), &length, cipher.data(), static_cast<int>(cipher.size())) ==
            1);
    require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, kTagSize, tag.data()) == 1);
    const bool isAuthentic = EVP_DecryptFinal_ex(context.get(), plain.data() + length, &length) == 1;
    if (!isAuthentic) {
        wipeMemory(plain.data(), plain.size());
        return std::nullopt;
    }
    plain.resize(cipher.size());
    return plain;
}

// The key of one secret; its memory is overwritten when it goes.
class DataKey
{
public:
    DataKey() { fillRandom(m_bytes); }
    // Takes the 32 bytes of `plain` and overwrites them there.
    explicit DataKey(Bytes& plain)
    {
        std::copy_n(plain.begin(), m_bytes.size(), m_bytes.begin());
        wipeMemory(plain.data(), plain.size());
    }
    DataKey(const DataKey&) = default;
    ~DataKey() { wipeMemory(m_bytes.data(), m_bytes.size()); }
    DataKey& operator=(const DataKey&) = delete;

    std::span<const std::uint8_t, kMasterKeySize> bytes() const { return m_bytes; }

private:
    std::array<std::uint8_t, kMasterKeySize> m_bytes{};
};

// The parts of an envelope.
struct Parts
{
    std::span<const std::uint8_t> masterKeyId; // empty in format 1
    std::span<const std::uint8_t> wrappedKey;
    std::span<const std::uint8_t> sealed;
};

Error corrupt() { return failure(ErrorCode::Corrupt, "a sealed secret does not open"); }

Result<Parts> partsOf(std::span<const std::uint8_t> envelope)
{
    constexpr std::size_t kWrappedSize = kOverhead + kMasterKeySize;
    if (envelope.empty() || (envelope[0] != kFormat && envelope[0] != kFormatWithoutId))
        return corrupt();
    const std::size_t header = envelope[0] == kFormat ? kHeaderSize : 1;
    if (envelope.size() < header + kWrappedSize + kOverhead)
        return corrupt();
    return Parts{envelope.subspan(1, header - 1), envelope.subspan(header, kWrappedSize),
                 envelope.subspan(header + kWrappedSize)};
}

Result<DataKey> unwrap(const KeyRing& ring, const Parts& parts, std::string_view place)
{
    const std::vector<MasterKeyId> ids = ring.ids();
    std::vector<std::span<const std::uint8_t>> candidates(ids.begin(), ids.end());
    if (!parts.masterKeyId.empty()) {
        if (!ring.find(parts.masterKeyId))
            return failure(ErrorCode::BadConfiguration,
                           "a secret is sealed under master key " + toHex(parts.masterKeyId) + ", which is not there");
        candidates = {parts.masterKeyId};
    }
    for (const auto id : candidates) {
        if (auto plain = decrypt(*ring.find(id), parts.wrappedKey, place))
            return DataKey(*plain);
    }
    return corrupt();
}

} // namespace

std::array<std::uint8_t, kHeaderSize> activeHeader(const KeyRing& ring)
{
    std::array<std::uint8_t, kHeaderSize> header{kFormat};
    std::ranges::copy(ring.activeId(), header.begin() + 1);
    return header;
}

Bytes seal(const KeyRing& ring, const Secret& secret, std::string_view place)
{
    const DataKey dataKey;
    const auto header = activeHeader(ring);
    Bytes envelope(header.begin(), header.end());
    envelope.reserve(kHeaderSize + kOverhead + kMasterKeySize + kOverhead + secret.reveal().size());
    encryptInto(envelope, ring.active(), dataKey.bytes(), place);
    encryptInto(envelope, dataKey.bytes(), asBytes(secret.reveal()), place);
    return envelope;
}

Result<Secret> open(const KeyRing& ring, std::span<const std::uint8_t> envelope, std::string_view place)
{
    const auto parts = partsOf(envelope);
    if (!parts)
        return parts.error();
    const auto dataKey = unwrap(ring, *parts, place);
    if (!dataKey)
        return dataKey.error();
    auto plain = decrypt(dataKey->bytes(), parts->sealed, place);
    if (!plain)
        return corrupt();
    Secret secret(std::string(plain->begin(), plain->end()));
    wipeMemory(plain->data(), plain->size());
    return secret;
}

Result<Bytes> rewrap(const KeyRing& ring, std::span<const std::uint8_t> envelope, std::string_view place)
{
    const auto parts = partsOf(envelope);
    if (!parts)
        return parts.error();
    const auto dataKey = unwrap(ring, *parts, place);
    if (!dataKey)
        return dataKey.error();
    const auto header = activeHeader(ring);
    Bytes result(header.begin(), header.end());
    encryptInto(result, ring.active(), dataKey->bytes(), place);
    result.insert(result.end(), parts->sealed.begin(), parts->sealed.end());
    return result;
}

} // namespace gotoai::crypto
