// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "crypto/keyring.h"
#include "hypercore/access/access.h"
#include "hypercore/access/admintoken.h"
#include "hypercore/access/peppers.h"
#include "hypercore/access/plan.h"
#include "storage/database.h"
#include "storage/migration.h"

#include <span>
#include <vector>

namespace gotoai::hypercore {

// The tables of who may call: accounts (with the plans that they point to), api_keys, admin_tokens.
// Functions of one connection; on the writer's thread once there is one. StoreUnavailable when the database
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
    Peppers peppers;
    Secret transcriptKey; // what kept answers are sealed under
    std::vector<Plan> plans{};
};

// Everything, at start, after the migrations and before the writer takes the database. Makes the pepper if there is
// none yet, and deletes those that are not used any more. Fails as crypto::open() does when one does not open; Corrupt
// when a key that may still be used lies under none.
Result<AccessRows> loadAccess(storage::Database& database, const crypto::KeyRing& ring, Instant now);

} // namespace gotoai::hypercore
