// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "crypto/envelope.h"
#include "storage/database.h"
#include "storage/migration.h"
#include "supply/catalog.h"

#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace gotoai::supply {

// The tables of the supply: providers, endpoints, prices.
std::span<const storage::Migration> catalogMigrations();

struct CatalogRows
{
    std::vector<std::shared_ptr<const Provider>> providers;
    std::vector<std::shared_ptr<const Endpoint>> endpoints; // with the price that their rows name
    std::vector<std::pair<EndpointId, std::shared_ptr<const Price>>> laterPrices{}; // that may come after it, by age
};

// Everything, at start, after the migrations and before the writer takes the database. Fails as crypto::open() does
// when a secret does not open.
Result<CatalogRows> loadCatalog(storage::Database& database, const crypto::KeyRing& ring);

} // namespace gotoai::supply
