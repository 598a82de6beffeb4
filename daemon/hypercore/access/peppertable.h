// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "crypto/envelope.h"
#include "hypercore/access/peppers.h"
#include "hypercore/access/renewals.h"
#include "storage/database.h"

#include <cstdint>
#include <string>
#include <vector>

namespace gotoai::hypercore {

// The table access_secrets: a row a version of the pepper, and the key of kept answers. Functions of one connection; on
// the writer's thread once there is one. StoreUnavailable when the database fails, Corrupt on rows that cannot be; what
// opens envelopes fails as crypto::open() does.

struct SealedPepper
{
    PepperVersion version = 1;
    std::vector<std::uint8_t> envelope;
    Instant createdAt{};
};
// Where keys of the ring may change: on the thread of masterkey::KeyRotation.
SealedPepper sealPepper(const crypto::KeyRing& ring, const Pepper& pepper, Instant createdAt);
Result<void> insertPepper(storage::Database& database, const SealedPepper& pepper);
// Makes the first where there is none.
Result<Peppers> loadPeppers(storage::Database& database, const crypto::KeyRing& ring, Instant now);

// The peppers but the newest under which nothing lies that can still prove anybody: no key or admin token that was not
// revoked, no session or invitation that is not over. What is deleted.
Result<std::vector<PepperVersion>> deleteUnusedPeppers(storage::Database& database, Instant now);

// Each credential's MAC under the pepper of `renewals`, where it lies under an older one.
Result<void> renewMacs(storage::Database& database, const Renewals::Waiting& renewals);

// What kept answers are sealed under. Made of the first pepper once, as it was when there was no other, then sealed
// itself.
Result<Secret> loadTranscriptKey(storage::Database& database, const crypto::KeyRing& ring, const Peppers& peppers);

// Brings what is sealed here under the ring's active key, at most `limit` envelopes. How many there were.
Result<std::size_t> rewrapAccessSecrets(storage::Database& database, const crypto::KeyRing& ring, std::size_t limit);

} // namespace gotoai::hypercore
