// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/secret.h"
#include "crypto/keyring.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace gotoai::crypto {

// Envelope encryption by AES-256-GCM (NIST SP 800-38D): a random data key encrypts the secret, the ring's active master
// key encrypts the data key. `place` says where the envelope belongs ("providers/secret_sealed/prov_…/3": table,
// column, row, version) and is authenticated with both: an envelope that was moved does not open. Format 2: the byte 2,
// the master key's id (8), then for the wrapped key and for the secret each: nonce (12), ciphertext, tag (16). Format 1
// lacks the id; it is still opened, by whichever key of the ring fits.
std::vector<std::uint8_t> seal(const KeyRing& ring, const Secret& secret, std::string_view place);

// BadConfiguration when the master key it lies under is not in the ring; Corrupt when it is malformed, was changed,
// belongs elsewhere, or no key fits.
Result<Secret> open(const KeyRing& ring, std::span<const std::uint8_t> envelope, std::string_view place);

// The same envelope with its data key under the ring's active master key; the secret itself is not touched. Fails as
// open() does.
Result<std::vector<std::uint8_t>> rewrap(const KeyRing& ring, std::span<const std::uint8_t> envelope,
                                         std::string_view place);

// What every envelope under the ring's active key begins with, and no other does.
inline constexpr std::size_t kHeaderSize = 1 + sizeof(MasterKeyId);
std::array<std::uint8_t, kHeaderSize> activeHeader(const KeyRing& ring);

} // namespace gotoai::crypto
