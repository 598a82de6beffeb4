// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "crypto/envelope.h"
#include "hypercore/access/access.h"
#include "hypercore/access/admintoken.h"
#include "hypercore/access/plan.h"
#include "storage/database.h"
#include "storage/migration.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace gotoai::hypercore {

// The tables of who may call: accounts (with the plans that they point to), api_keys, admin_tokens, and the sealed
// pepper. Functions of one connection; on the writer's thread once there is one. StoreUnavailable when the database
// fails, Corrupt on rows that cannot be.
std::span<const storage::Migration> accessMigrations();

Result<void> insertAccount(storage::Database& database, const Account& account);
Result<void> insertKey(storage::Database& database, const ApiKey& key);
Result<void> insertAdminToken(storage::Database& database, const AdminToken& token);
// Writes when it was revoked; the first time stands.
Result<void> markRevoked(storage::Database& database, const AdminToken& token);

// Write what may change, if the row is still at the version before. VersionConflict otherwise.
Result<void> updateAccount(storage::Database& database, const Account& next);
Result<void> updateKey(storage::Database& database, const ApiKey& next);

struct AccessRows
{
    std::vector<Account> accounts;
    std::vector<ApiKey> keys;
    std::vector<AdminToken> adminTokens;
    std::array<std::uint8_t, 32> pepper{};
    std::vector<Plan> plans{};
};

// Everything, at start, after the migrations and before the writer takes the database. Makes the pepper if there is
// none yet. Fails as crypto::open() does when the pepper
// does not open.
Result<AccessRows> loadAccess(storage::Database& database, const crypto::KeyRing& ring);

// Brings what is sealed here under the ring's active key, at most `limit` envelopes. How many there were.
Result<std::size_t> rewrapAccessSecrets(storage::Database& database, const crypto::KeyRing& ring, std::size_t limit);

} // namespace gotoai::hypercore
