// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/secret.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gotoai::crypto {

inline constexpr std::size_t kMasterKeySize = 32;
using MasterKeyBytes = std::array<std::uint8_t, kMasterKeySize>;

// Names a master key: the first eight bytes of SHA-256("gotoai master key" ‖ key). It tells keys apart, and a garbled
// key from the right one, and says nothing about the key itself.
using MasterKeyId = std::array<std::uint8_t, 8>;

// The keys that wrap all others. One is active: everything new is sealed under it. The others only open what was sealed
// before, until nothing lies under them any more. A value: copies share the keys, whose memory is overwritten when the
// last copy goes.
//
// As text, the first key being the active one; blank lines and lines that begin with # say nothing:
//     <id: 16 hex digits> <key: 64 hex digits>
// 32 bytes of anything are a ring of one key, so that `head -c 32 /dev/urandom` makes one.
class KeyRing
{
public:
    static constexpr std::size_t kMaxKeys = 8;

    static KeyRing make(); // one new key
    // BadConfiguration with the line at fault, never with what stands there.
    static Result<KeyRing> parse(const Secret& text);
    Secret text() const;

    // A new active key before those that are here.
    KeyRing withNewKey() const;
    KeyRing activeOnly() const;

    const MasterKeyId& activeId() const { return m_keys.front()->id; }
    std::vector<MasterKeyId> ids() const; // the active one first
    std::size_t size() const { return m_keys.size(); }

    // Null when it is not in the ring.
    const MasterKeyBytes* find(std::span<const std::uint8_t> id) const;
    const MasterKeyBytes& active() const { return m_keys.front()->bytes; }

private:
    struct Key
    {
        explicit Key(const MasterKeyBytes& bytes);
        ~Key();
        Key(const Key&) = delete;
        Key& operator=(const Key&) = delete;

        MasterKeyBytes bytes;
        MasterKeyId id;
    };
    using KeyPtr = std::shared_ptr<const Key>;

    static KeyPtr makeKey();
    static KeyPtr parseLine(std::string_view line);

    std::vector<KeyPtr> m_keys; // never empty
};

} // namespace gotoai::crypto
