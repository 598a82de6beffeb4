// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "crypto/envelope.h"
#include "storage/database.h"
#include "storage/migration.h"
#include "supply/catalog.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace gotoai::supply {

// The tables of the supply: providers, endpoints, prices. Functions of one connection; on the writer's thread once
// there is one. StoreUnavailable when the database fails, Corrupt on rows that cannot be.
std::span<const storage::Migration> catalogMigrations();

// A provider's secret as it is kept. Bound to table, column, provider and the row's version when it was set.
struct SealedSecret
{
    std::int64_t version = 1;
    std::vector<std::uint8_t> envelope;
};

SealedSecret sealSecret(const crypto::KeyRing& ring, const Provider& provider);

Result<void> insertProvider(storage::Database& database, const Provider& provider, const SealedSecret& secret);
// Inserts its price too.
Result<void> insertEndpoint(storage::Database& database, const Endpoint& endpoint);

// Write what may change, if the row is still at the version before. VersionConflict otherwise. A null secret stays.
Result<void> updateProvider(storage::Database& database, const Provider& next, const SealedSecret* secret);
Result<void> updateEndpoint(storage::Database& database, const Endpoint& next);

struct CatalogRows
{
    std::vector<std::shared_ptr<const Provider>> providers;
    std::vector<std::shared_ptr<const Endpoint>> endpoints;
};

// Everything, at start, after the migrations and before the writer takes the database. Fails as
// crypto::open() does when a secret does not open.
Result<CatalogRows> loadCatalog(storage::Database& database, const crypto::KeyRing& ring);

// Brings the secrets under the ring's active key, at most `limit` of them. How many there were. No row's version
// changes.
Result<std::size_t> rewrapProviderSecrets(storage::Database& database, const crypto::KeyRing& ring, std::size_t limit);

} // namespace gotoai::supply
