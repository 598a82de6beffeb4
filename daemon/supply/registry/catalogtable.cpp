// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/registry/catalogtable.h"

#include "supply/registry/endpointtable.h"
#include "supply/registry/pricetable.h"
#include "supply/registry/providertable.h"

namespace gotoai::supply {
namespace {

constexpr storage::Migration kMigrations[] = {
    {"catalog", 1, R"(
CREATE TABLE providers (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 64),
    protocol TEXT NOT NULL,
    base_url TEXT NOT NULL,
    secret_sealed BLOB NOT NULL,
    secret_version INTEGER NOT NULL CHECK (secret_version BETWEEN 1 AND version),
    allows_private_addresses INTEGER NOT NULL CHECK (allows_private_addresses IN (0, 1)),
    is_enabled INTEGER NOT NULL CHECK (is_enabled IN (0, 1)),
    simulator_first_token_ms INTEGER NOT NULL,
    simulator_tokens_per_second INTEGER NOT NULL,
    simulator_completion_tokens INTEGER NOT NULL,
    simulator_errors_per_mille INTEGER NOT NULL,
    simulator_cuts_per_mille INTEGER NOT NULL,
    simulator_seed INTEGER NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    created_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE prices (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    endpoint BLOB NOT NULL CHECK (length(endpoint) = 16),
    prompt_pico INTEGER NOT NULL CHECK (prompt_pico BETWEEN 0 AND 1000000000000000000),
    cache_read_pico INTEGER CHECK (cache_read_pico BETWEEN 0 AND 1000000000000000000),
    cache_write_pico INTEGER CHECK (cache_write_pico BETWEEN 0 AND 1000000000000000000),
    completion_pico INTEGER NOT NULL CHECK (completion_pico BETWEEN 0 AND 1000000000000000000),
    reasoning_pico INTEGER CHECK (reasoning_pico BETWEEN 0 AND 1000000000000000000),
    image_pico INTEGER CHECK (image_pico BETWEEN 0 AND 1000000000000000000),
    audio_pico INTEGER CHECK (audio_pico BETWEEN 0 AND 1000000000000000000),
    request_pico INTEGER CHECK (request_pico BETWEEN 0 AND 1000000000000000000),
    valid_from_us INTEGER NOT NULL
) STRICT;
CREATE INDEX prices_by_endpoint ON prices (endpoint, number);
CREATE TRIGGER prices_never_change BEFORE UPDATE ON prices BEGIN SELECT RAISE(ABORT, 'a price is immutable'); END;
CREATE TRIGGER prices_never_go BEFORE DELETE ON prices BEGIN SELECT RAISE(ABORT, 'a price is immutable'); END;
CREATE TABLE endpoints (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    provider BLOB NOT NULL REFERENCES providers(id),
    model TEXT NOT NULL CHECK (length(model) BETWEEN 1 AND 200),
    upstream_model TEXT NOT NULL CHECK (length(upstream_model) BETWEEN 1 AND 200),
    price BLOB NOT NULL REFERENCES prices(id),
    context_tokens INTEGER NOT NULL CHECK (context_tokens > 0),
    max_output_tokens INTEGER NOT NULL CHECK (max_output_tokens BETWEEN 1 AND context_tokens),
    image_tokens INTEGER NOT NULL CHECK (image_tokens >= 0),
    uses_max_completion_tokens INTEGER NOT NULL CHECK (uses_max_completion_tokens IN (0, 1)),
    state TEXT NOT NULL,
    connect_ms INTEGER NOT NULL CHECK (connect_ms > 0),
    first_byte_ms INTEGER NOT NULL CHECK (first_byte_ms > 0),
    idle_ms INTEGER NOT NULL CHECK (idle_ms > 0),
    version INTEGER NOT NULL CHECK (version >= 1),
    created_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
)"},
    {"catalog", 2, R"(
ALTER TABLE providers ADD COLUMN region TEXT NOT NULL DEFAULT '' CHECK (length(region) <= 64);
ALTER TABLE providers ADD COLUMN headers TEXT NOT NULL DEFAULT '';
ALTER TABLE providers ADD COLUMN logs_prompts INTEGER CHECK (logs_prompts IN (0, 1));
ALTER TABLE providers ADD COLUMN trains_on_prompts INTEGER CHECK (trains_on_prompts IN (0, 1));
ALTER TABLE providers ADD COLUMN retention_days INTEGER CHECK (retention_days >= 0);
ALTER TABLE endpoints ADD COLUMN features TEXT;
ALTER TABLE endpoints ADD COLUMN quality INTEGER CHECK (quality BETWEEN 0 AND 100);
ALTER TABLE endpoints ADD COLUMN code_score INTEGER CHECK (code_score BETWEEN 0 AND 100);
ALTER TABLE endpoints ADD COLUMN tier INTEGER NOT NULL DEFAULT 1 CHECK (tier BETWEEN 1 AND 9);
ALTER TABLE endpoints ADD COLUMN weight INTEGER NOT NULL DEFAULT 100 CHECK (weight BETWEEN 1 AND 1000);
ALTER TABLE endpoints ADD COLUMN quantization TEXT NOT NULL DEFAULT 'unknown';
)"},
    {"catalog", 3, R"(
ALTER TABLE endpoints ADD COLUMN first_token_ms INTEGER NOT NULL DEFAULT 120000 CHECK (first_token_ms > 0);
)"},
    {"catalog", 4, R"(
ALTER TABLE prices ADD COLUMN valid_until_us INTEGER CHECK (valid_until_us > valid_from_us);
ALTER TABLE prices ADD COLUMN tiers BLOB NOT NULL DEFAULT x'';
)"},
};

} // namespace

std::span<const storage::Migration> catalogMigrations() { return kMigrations; }

Result<CatalogRows> loadCatalog(storage::Database& database, const crypto::KeyRing& ring)
{
    auto providers = loadProviders(database, ring);
    if (!providers)
        return std::move(providers).error();
    auto endpoints = loadEndpoints(database, *providers);
    if (!endpoints)
        return std::move(endpoints).error();
    auto later = laterPrices(database);
    if (!later)
        return std::move(later).error();
    CatalogRows rows{*std::move(providers), *std::move(endpoints)};
    for (PriceRow& row : *later)
        rows.laterPrices.emplace_back(row.endpoint, std::make_shared<const Price>(std::move(row.price)));
    return rows;
}

} // namespace gotoai::supply
