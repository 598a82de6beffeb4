// SPDX-License-Identifier: GPL-3.0-or-later
#include "crypto/keyring.h"

#include "base/hex.h"
#include "crypto/random.h"
#include "crypto/sha256.h"

#include <algorithm>
#include <string_view>

namespace gotoai::crypto {
namespace {

constexpr std::size_t kIdDigits = 2 * sizeof(MasterKeyId);
constexpr std::size_t kKeyDigits = 2 * kMasterKeySize;

MasterKeyId idOf(const MasterKeyBytes& bytes)
{
    Sha256 hash;
    hash.update(asBytes("gotoai master key"));
    hash.update(bytes);
    const Digest digest = hash.finish();
    MasterKeyId id{};
    std::copy_n(digest.begin(), id.size(), id.begin());
    return id;
}

Error unreadable(std::size_t line, const char* why)
{
    return failure(ErrorCode::BadConfiguration, "line " + std::to_string(line) + " " + why);
}

} // namespace

KeyRing::Key::Key(const MasterKeyBytes& from)
    : bytes(from)
    , id(idOf(from))
{}

KeyRing::Key::~Key() { wipeMemory(bytes.data(), bytes.size()); }

KeyRing::KeyPtr KeyRing::makeKey()
{
    MasterKeyBytes bytes{};
    fillRandom(bytes);
    auto key = std::make_shared<const Key>(bytes);
    wipeMemory(bytes.data(), bytes.size());
    return key;
}

// Null when the line is no key, or the key is not the one that its id names.
KeyRing::KeyPtr KeyRing::parseLine(std::string_view line)
{
    if (line.size() != kIdDigits + 1 + kKeyDigits || line[kIdDigits] != ' ')
        return nullptr;
    const auto id = fromHex(line.substr(0, kIdDigits));
    auto read = fromHex(line.substr(kIdDigits + 1));
    if (!id || !read)
        return nullptr;
    MasterKeyBytes bytes{};
    std::ranges::copy(*read, bytes.begin());
    auto key = std::make_shared<const Key>(bytes);
    wipeMemory(read->data(), read->size());
    wipeMemory(bytes.data(), bytes.size());
    return std::ranges::equal(*id, key->id) ? key : nullptr;
}

KeyRing KeyRing::make()
{
    KeyRing ring;
    ring.m_keys.push_back(makeKey());
    return ring;
}

Result<KeyRing> KeyRing::parse(const Secret& text)
{
    KeyRing ring;
    std::string_view rest = text.reveal();
    if (rest.size() == kMasterKeySize) {
        MasterKeyBytes bytes{};
        std::ranges::copy(asBytes(rest), bytes.begin());
        ring.m_keys.push_back(std::make_shared<const Key>(bytes));
        wipeMemory(bytes.data(), bytes.size());
        return ring;
    }
    for (std::size_t number = 1; !rest.empty(); ++number) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        if (line.empty() || line.starts_with('#'))
            continue;
        KeyPtr key = parseLine(line);
        if (!key)
            return unreadable(number, "is not a key and its id, or was damaged");
        if (ring.find(key->id))
            return unreadable(number, "repeats a key");
        if (ring.size() == kMaxKeys)
            return unreadable(number, "is one key too many; a ring holds at most 8");
        ring.m_keys.push_back(std::move(key));
    }
    if (ring.m_keys.empty())
        return failure(ErrorCode::BadConfiguration, "there is no key in it");
    return ring;
}

Secret KeyRing::text() const
{
    std::string text =
        "# Master keys of gotoaid, the active one first. Keep a copy apart from those of the database.\n";
    text.reserve(text.size() + m_keys.size() * (kIdDigits + kKeyDigits + 2));
    for (const KeyPtr& key : m_keys) {
        std::string digits = toHex(key->bytes);
        text += toHex(key->id) + ' ';
        text += digits;
        text += '\n';
        wipeMemory(digits.data(), digits.size());
    }
    return Secret(std::move(text));
}

KeyRing KeyRing::withNewKey() const
{
    KeyRing ring = make();
    ring.m_keys.insert(ring.m_keys.end(), m_keys.begin(), m_keys.end());
    return ring;
}

KeyRing KeyRing::activeOnly() const
{
    KeyRing ring;
    ring.m_keys.push_back(m_keys.front());
    return ring;
}

std::vector<MasterKeyId> KeyRing::ids() const
{
    std::vector<MasterKeyId> ids;
    for (const KeyPtr& key : m_keys)
        ids.push_back(key->id);
    return ids;
}

const MasterKeyBytes* KeyRing::find(std::span<const std::uint8_t> id) const
{
    const auto found = std::ranges::find_if(m_keys, [&](const KeyPtr& key) { return std::ranges::equal(key->id, id); });
    return found == m_keys.end() ? nullptr : &(*found)->bytes;
}

} // namespace gotoai::crypto
