// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "control/call.h"
#include "storage/database.h"
#include "storage/migration.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>

namespace gotoai::control {

// The Idempotency-Keys of admin requests that move money, kept for ever: which body each key was first sent with.
// What the request did is kept by the ledger itself.
std::span<const storage::Migration> controlMigrations();

struct IdempotencyClaim
{
    std::string key;                            // 1…255 visible ASCII characters
    std::array<std::uint8_t, 32> scope{};       // SHA-256 of principal, method, path and key
    std::array<std::uint8_t, 32> fingerprint{}; // SHA-256 of the body
};

// IdempotencyKeyMissing without the header, InvalidRequest when it is no key.
Result<IdempotencyClaim> claimOf(const Call& call);

// Records the claim; a repetition of it passes. IdempotencyKeyReused when the key came with another body before.
// Writer's thread.
Result<void> recordClaim(storage::Database& database, const IdempotencyClaim& claim, Instant now);

} // namespace gotoai::control
