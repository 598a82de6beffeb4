// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "storage/database.h"
#include "supply/catalog.h"

#include <memory>
#include <span>
#include <vector>

namespace gotoai::supply {

// The rows of endpoints. Functions of one connection; on the writer's thread once there is one. StoreUnavailable when
// the database fails, Corrupt on rows that cannot be.

// Inserts its price too.
Result<void> insertEndpoint(storage::Database& database, const Endpoint& endpoint);
// Writes what may change, if the row is still at the version before; `standing` is the price that counts where no other
// does (PriceSchedule). VersionConflict otherwise.
Result<void> updateEndpoint(storage::Database& database, const Endpoint& next, const PriceId& standing);

// All, by id.
Result<std::vector<std::shared_ptr<const Endpoint>>>
loadEndpoints(storage::Database& database, std::span<const std::shared_ptr<const Provider>> providers);

} // namespace gotoai::supply
