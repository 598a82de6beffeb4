// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "crypto/ed25519.h"

#include <string>
#include <vector>

// The files in a data directory that heads are signed by and checked against.
namespace gotoai::clearinghouse {

inline constexpr std::string_view kHeadKeyFile = "heads.key";    // private, 0600
inline constexpr std::string_view kHeadPublicFile = "heads.pub"; // each key that ever signed here
inline constexpr std::string_view kHeadFile = "heads";

// Made together with its public half when there is none. A private key that was lost is replaced: its successor's
// public key goes behind the earlier ones. BadConfiguration when it cannot be used, is open to other users, or cannot
// be made.
Result<crypto::SigningKey> loadOrMakeHeadKey(const std::string& directory);

// NotFound when there is no such file; BadConfiguration when it has no keys.
Result<std::vector<crypto::VerifyKey>> loadHeadPublicKeys(const std::string& path);

} // namespace gotoai::clearinghouse
