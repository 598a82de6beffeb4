// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "crypto/envelope.h"
#include "storage/database.h"
#include "supply/catalog.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace gotoai::supply {

// The rows of providers. Functions of one connection; on the writer's thread once there is one. StoreUnavailable when
// the database fails, Corrupt on rows that cannot be.

// A provider's secret as it is kept. Bound to table, column, provider and the row's version when it was set.
struct SealedSecret
{
    std::int64_t version = 1;
    std::vector<std::uint8_t> envelope;
};

SealedSecret sealSecret(const crypto::KeyRing& ring, const Provider& provider);

// Conflict naming `name` where another provider has it.
Result<void> insertProvider(storage::Database& database, const Provider& provider, const SealedSecret& secret);
// Writes what may change, if the row is still at the version before. VersionConflict otherwise. A null secret stays.
Result<void> updateProvider(storage::Database& database, const Provider& next, const SealedSecret* secret);

// All, by id. Fails as crypto::open() does when a secret does not open.
Result<std::vector<std::shared_ptr<const Provider>>> loadProviders(storage::Database& database,
                                                                   const crypto::KeyRing& ring);

// Brings the secrets under the ring's active key, at most `limit` of them. How many there were. No row's version
// changes.
Result<std::size_t> rewrapProviderSecrets(storage::Database& database, const crypto::KeyRing& ring, std::size_t limit);

} // namespace gotoai::supply
