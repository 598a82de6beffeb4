// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/access/credential.h"

#include "base/hex.h"
#include "crypto/random.h"
#include "crypto/sha256.h"

#include <algorithm>
#include <string>

namespace gotoai::hypercore {
namespace {

constexpr std::string_view kBase62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::size_t kIdDigits = 32;
constexpr std::size_t kSecretDigits = 43;
constexpr std::size_t kChecksumDigits = 6;

constexpr std::array<std::uint32_t, 256> crcTable()
{
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < table.size(); ++i) {
        std::uint32_t value = i;
        for (int bit = 0; bit < 8; ++bit)
            value = (value >> 1) ^ ((value & 1) != 0 ? 0xedb88320U : 0U);
        table[i] = value;
    }
    return table;
}

std::uint32_t crc32(std::string_view text)
{
    static constexpr auto kTable = crcTable();
    std::uint32_t value = 0xffffffffU;
    for (const char c : text)
        value = kTable[(value ^ static_cast<std::uint8_t>(c)) & 0xff] ^ (value >> 8);
    return ~value;
}

std::array<char, kChecksumDigits> checksum(std::string_view text)
{
    std::array<char, kChecksumDigits> digits{};
    std::uint32_t value = crc32(text);
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, value /= 62)
        *digit = kBase62[value % 62];
    return digits;
}

// Bytes of 248 and above are thrown away, so that every digit is equally likely.
void appendRandomDigits(std::string& text, std::size_t count)
{
    constexpr std::uint8_t kEven = 248;
    std::array<std::uint8_t, 64> bytes{};
    const std::size_t end = text.size() + count;
    while (text.size() < end) {
        crypto::fillRandom(bytes);
        for (const std::uint8_t byte : bytes) {
            if (byte < kEven && text.size() < end)
                text.push_back(kBase62[byte % 62]);
        }
    }
    wipeMemory(bytes.data(), bytes.size());
}

bool isBase62(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

} // namespace

Secret makeCredential(std::string_view prefix, const IdBytes& id)
{
    std::string text;
    text.reserve(prefix.size() + kIdDigits + 1 + kSecretDigits + kChecksumDigits);
    text += prefix;
    text += toHex(id);
    text += '_';
    appendRandomDigits(text, kSecretDigits);
    const auto digits = checksum(text);
    text.append(digits.data(), digits.size());
    return Secret(std::move(text));
}

std::optional<IdBytes> credentialId(std::string_view prefix, std::string_view text)
{
    const std::size_t size = prefix.size() + kIdDigits + 1 + kSecretDigits + kChecksumDigits;
    if (text.size() != size || !text.starts_with(prefix) || text[prefix.size() + kIdDigits] != '_')
        return std::nullopt;
    const std::string_view body = text.substr(0, size - kChecksumDigits);
    const auto digits = checksum(body);
    if (!std::ranges::equal(text.substr(body.size()), digits) ||
        !std::ranges::all_of(body.substr(body.size() - kSecretDigits), isBase62))
        return std::nullopt;
    const auto parsed = fromHex(text.substr(prefix.size(), kIdDigits));
    if (!parsed)
        return std::nullopt;
    IdBytes id{};
    std::ranges::copy(*parsed, id.begin());
    return id;
}

CredentialMac credentialMac(std::span<const std::uint8_t, 32> pepper, std::string_view text)
{
    return crypto::hmacSha256(pepper, crypto::asBytes(text));
}

} // namespace gotoai::hypercore
