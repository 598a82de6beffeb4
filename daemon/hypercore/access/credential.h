// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"
#include "base/secret.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace gotoai::hypercore {

// The text that proves who calls: <prefix><id: 32 hex digits>_<secret: 43 base62 digits><checksum: 6 base62 digits>.
// The secret is 256 bits from the system's generator; the checksum is the CRC-32 (ISO 3309) of all before it and lets
// scanners of leaked keys, and us, tell a key from a typing error without a look-up.
inline constexpr std::string_view kApiKeyPrefix = "gai_";
inline constexpr std::string_view kAdminTokenPrefix = "gat_";
inline constexpr std::string_view kSessionPrefix = "gas_";
inline constexpr std::string_view kInvitationPrefix = "giv_";

Secret makeCredential(std::string_view prefix, const IdBytes& id);

// The id in a well-formed text whose checksum holds; empty otherwise. Says nothing about the secret.
std::optional<IdBytes> credentialId(std::string_view prefix, std::string_view text);

using CredentialMac = std::array<std::uint8_t, 32>;

// HMAC-SHA-256 of the whole text under a pepper: the only trace of a credential that is kept.
CredentialMac credentialMac(std::span<const std::uint8_t, 32> pepper, std::string_view text);

} // namespace gotoai::hypercore
