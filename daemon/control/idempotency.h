// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "control/call.h"
#include "crypto/keyring.h"
#include "crypto/sha256.h"
#include "storage/database.h"
#include "storage/migration.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gotoai::control {

// The Idempotency-Keys of admin requests: which body each was first sent with and what it was answered. Money has a
// memory of its own, the ledger's, which never forgets.
std::span<const storage::Migration> controlMigrations();

constexpr std::chrono::hours kIdempotencyKept{24};

struct IdempotencyClaim
{
    std::string key;              // 1…255 visible ASCII characters
    crypto::Digest scope{};       // SHA-256 of principal, method, path and key
    crypto::Digest fingerprint{}; // SHA-256 of the body; with a query, of both
};

// IdempotencyKeyMissing without the header, InvalidRequest when it is no key.
Result<IdempotencyClaim> claimOf(const Call& call);

struct ClaimOutcome
{
    bool isFresh = false;                            // nobody has used the key before
    std::optional<std::vector<std::uint8_t>> answer; // sealed; empty while the first request is not answered
};

// On the writer's thread, inside a transaction. IdempotencyKeyReused when the key came with another body or
// query before. Keys
// that are older than kIdempotencyKept are forgotten.
Result<ClaimOutcome> takeClaim(storage::Database& database, const IdempotencyClaim& claim, Instant now);
Result<void> keepAnswer(storage::Database& database, const crypto::Digest& scope,
                        const std::vector<std::uint8_t>& sealed);
Result<void> dropClaim(storage::Database& database, const crypto::Digest& scope);

// Answers may hold a secret that is shown once, so they are kept sealed.
std::vector<std::uint8_t> sealAnswer(const crypto::KeyRing& ring, const crypto::Digest& scope, const Answer& answer);
Result<Answer> openAnswer(const crypto::KeyRing& ring, const crypto::Digest& scope,
                          std::span<const std::uint8_t> sealed);
// Brings answers under the ring's active key, at most `limit`; how many there were.
Result<std::size_t> rewrapAnswers(storage::Database& database, const crypto::KeyRing& ring, std::size_t limit);

} // namespace gotoai::control
