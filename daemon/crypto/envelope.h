// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/secret.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gotoai::crypto {

// The key that wraps all others: 32 random bytes in a file outside the database, readable by its owner alone.
class MasterKey
{
public:
    // Makes the file (0600, synced) when there is none. BadConfiguration when it is readable by others, has a wrong
    // size, or cannot be read or made.
    static Result<MasterKey> loadOrCreate(const std::string& path);

    MasterKey(MasterKey&&) noexcept;
    MasterKey& operator=(MasterKey&&) noexcept;
    MasterKey(const MasterKey&) = delete;
    MasterKey& operator=(const MasterKey&) = delete;
    ~MasterKey();

    std::span<const std::uint8_t, 32> bytes() const { return m_bytes; }

private:
    MasterKey() = default;
    std::array<std::uint8_t, 32> m_bytes{};
};

// Envelope encryption by AES-256-GCM (NIST SP 800-38D): a random data key encrypts the secret, the master key encrypts
// the data key. `aad` says where the envelope belongs ("providers/secret/prov_…/3"): one that was moved does not open.
// Format 1: version byte, then for the wrapped key and for the secret each: nonce (12), ciphertext, tag (16).
std::vector<std::uint8_t> seal(const MasterKey& master, const Secret& secret, std::string_view aad);

// Corrupt when the envelope is malformed, was changed, belongs elsewhere or under another master key.
Result<Secret> open(const MasterKey& master, std::span<const std::uint8_t> envelope, std::string_view aad);

} // namespace gotoai::crypto
