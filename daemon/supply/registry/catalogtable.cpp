// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/registry/catalogtable.h"

#include "storage/onerow.h"
#include "supply/registry/pricetable.h"

#include <map>
#include <string>

namespace gotoai::supply {
namespace {

using std::chrono::milliseconds;

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
};

std::string placeOfSecret(const ProviderId& id, std::int64_t version)
{
    return "providers/secret_sealed/" + id.toString() + "/" + std::to_string(version);
}

Error corrupt(const char* table)
{
    return failure(ErrorCode::Corrupt, std::string("a row of ") + table + " cannot be read");
}

// The name is the one thing of a provider that the database itself must refuse to have twice.
Result<void> namingTheName(Result<void> done)
{
    if (!done && done.error().code == ErrorCode::Conflict)
        return failure(ErrorCode::Conflict, "there is a provider of this name already", "name");
    return done;
}

SimulatorSettings simulatorOf(const storage::Statement& row, int column)
{
    SimulatorSettings settings;
    settings.firstToken = milliseconds(row.integer(column));
    settings.tokensPerSecond = static_cast<std::int32_t>(row.integer(column + 1));
    settings.completionTokens = static_cast<std::int32_t>(row.integer(column + 2));
    settings.errorsPerMille = static_cast<std::int32_t>(row.integer(column + 3));
    settings.cutsPerMille = static_cast<std::int32_t>(row.integer(column + 4));
    settings.seed = static_cast<std::uint64_t>(row.integer(column + 5));
    return settings;
}

void bindSimulator(storage::Statement& statement, int position, const SimulatorSettings& settings)
{
    statement.bind(position, std::int64_t{settings.firstToken.count()})
        .bind(position + 1, std::int64_t{settings.tokensPerSecond})
        .bind(position + 2, std::int64_t{settings.completionTokens})
        .bind(position + 3, std::int64_t{settings.errorsPerMille})
        .bind(position + 4, std::int64_t{settings.cutsPerMille})
        .bind(position + 5, static_cast<std::int64_t>(settings.seed));
}

Result<std::shared_ptr<const Provider>> providerOf(const storage::Statement& row, const crypto::KeyRing& ring)
{
    const auto id = ProviderId::fromBytes(row.blob(0));
    const auto protocol = protocolFromWord(row.text(2));
    if (!id || !protocol)
        return corrupt("providers");
    auto secret = crypto::open(ring, row.blob(4), placeOfSecret(*id, row.integer(5)));
    if (!secret)
        return failure(secret.error().code, "the secret of provider " + id->toString() + ": " + secret.error().detail);
    auto provider = std::make_shared<Provider>();
    provider->id = *id;
    provider->name = row.text(1);
    provider->protocol = *protocol;
    provider->baseUrl = row.text(3);
    provider->secret = *std::move(secret);
    provider->allowsPrivateAddresses = row.integer(6) != 0;
    provider->isEnabled = row.integer(7) != 0;
    provider->simulator = simulatorOf(row, 8);
    provider->version = row.integer(14);
    provider->createdAt = fromMicroseconds(row.integer(15));
    return std::shared_ptr<const Provider>(std::move(provider));
}

using ProvidersById = std::map<ProviderId, std::shared_ptr<const Provider>>;

Result<std::shared_ptr<const Endpoint>> endpointOf(const storage::Statement& row, const ProvidersById& providers)
{
    const auto id = EndpointId::fromBytes(row.blob(0));
    const auto provider = ProviderId::fromBytes(row.blob(1));
    const auto state = endpointStateFromWord(row.text(8));
    auto price = priceOf(row, 14);
    if (!id || !provider || !state || !price || !providers.contains(*provider))
        return corrupt("endpoints");
    auto endpoint = std::make_shared<Endpoint>();
    endpoint->id = *id;
    endpoint->provider = providers.at(*provider);
    endpoint->model = row.text(2);
    endpoint->upstreamModel = row.text(3);
    endpoint->price = std::make_shared<const Price>(*std::move(price));
    endpoint->contextTokens = row.integer(4);
    endpoint->maxOutputTokens = row.integer(5);
    endpoint->imageTokens = row.integer(6);
    endpoint->usesMaxCompletionTokens = row.integer(7) != 0;
    endpoint->state = *state;
    endpoint->deadlines = {milliseconds(row.integer(9)), milliseconds(row.integer(10)), milliseconds(row.integer(11))};
    endpoint->version = row.integer(12);
    endpoint->createdAt = fromMicroseconds(row.integer(13));
    return std::shared_ptr<const Endpoint>(std::move(endpoint));
}

// Calls `read` for every row until one fails.
template<class Read>
Result<void> forEachRow(storage::Database& database, std::string_view sql, Read read)
{
    auto select = database.prepare(sql);
    if (!select)
        return std::move(select).error();
    for (;;) {
        const auto stepped = select->step();
        if (!stepped)
            return stepped.error();
        if (!*stepped)
            return {};
        if (Result<void> done = read(*select); !done)
            return done;
    }
}

} // namespace

std::span<const storage::Migration> catalogMigrations() { return kMigrations; }

SealedSecret sealSecret(const crypto::KeyRing& ring, const Provider& provider)
{
    return {provider.version, crypto::seal(ring, provider.secret, placeOfSecret(provider.id, provider.version))};
}

Result<void> insertProvider(storage::Database& database, const Provider& provider, const SealedSecret& secret)
{
    auto insert = database.cached(
        "INSERT INTO providers (id, name, protocol, base_url, secret_sealed, secret_version, allows_private_addresses,"
        " is_enabled, simulator_first_token_ms, simulator_tokens_per_second, simulator_completion_tokens,"
        " simulator_errors_per_mille, simulator_cuts_per_mille, simulator_seed, version, created_us)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)");
    if (!insert)
        return std::move(insert).error();
    storage::Statement& statement = **insert;
    statement.bind(1, std::span(provider.id.bytes()))
        .bind(2, provider.name)
        .bind(3, protocolWord(provider.protocol))
        .bind(4, provider.baseUrl)
        .bind(5, std::span(secret.envelope))
        .bind(6, secret.version)
        .bind(7, std::int64_t{provider.allowsPrivateAddresses})
        .bind(8, std::int64_t{provider.isEnabled});
    bindSimulator(statement, 9, provider.simulator);
    return namingTheName(statement.bind(15, provider.version).bind(16, toMicroseconds(provider.createdAt)).run());
}

Result<void> updateProvider(storage::Database& database, const Provider& next, const SealedSecret* secret)
{
    auto update = database.cached(
        "UPDATE providers SET name = ?2, base_url = ?3, secret_sealed = coalesce(?4, secret_sealed),"
        " secret_version = coalesce(?5, secret_version), allows_private_addresses = ?6, is_enabled = ?7,"
        " simulator_first_token_ms = ?8, simulator_tokens_per_second = ?9, simulator_completion_tokens = ?10,"
        " simulator_errors_per_mille = ?11, simulator_cuts_per_mille = ?12, simulator_seed = ?13, version = ?14"
        " WHERE id = ?1 AND version = ?14 - 1");
    if (!update)
        return std::move(update).error();
    storage::Statement& statement = **update;
    statement.bind(1, std::span(next.id.bytes())).bind(2, next.name).bind(3, next.baseUrl);
    if (secret != nullptr)
        statement.bind(4, std::span(secret->envelope)).bind(5, secret->version);
    else
        statement.bind(4, std::nullopt).bind(5, std::nullopt);
    statement.bind(6, std::int64_t{next.allowsPrivateAddresses}).bind(7, std::int64_t{next.isEnabled});
    bindSimulator(statement, 8, next.simulator);
    statement.bind(14, next.version);
    return namingTheName(storage::runOnOneRow(database, statement));
}

Result<void> insertEndpoint(storage::Database& database, const Endpoint& endpoint)
{
    if (auto priced = insertPrice(database, endpoint.id, *endpoint.price); !priced)
        return priced;
    auto insert = database.cached(
        "INSERT INTO endpoints (id, provider, model, upstream_model, price, context_tokens, max_output_tokens,"
        " image_tokens, uses_max_completion_tokens, state, connect_ms, first_byte_ms, idle_ms, version, created_us)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)");
    if (!insert)
        return std::move(insert).error();
    return (*insert)
        ->bind(1, std::span(endpoint.id.bytes()))
        .bind(2, std::span(endpoint.provider->id.bytes()))
        .bind(3, endpoint.model)
        .bind(4, endpoint.upstreamModel)
        .bind(5, std::span(endpoint.price->id().bytes()))
        .bind(6, endpoint.contextTokens)
        .bind(7, endpoint.maxOutputTokens)
        .bind(8, endpoint.imageTokens)
        .bind(9, std::int64_t{endpoint.usesMaxCompletionTokens})
        .bind(10, endpointStateWord(endpoint.state))
        .bind(11, std::int64_t{endpoint.deadlines.connect.count()})
        .bind(12, std::int64_t{endpoint.deadlines.firstByte.count()})
        .bind(13, std::int64_t{endpoint.deadlines.idle.count()})
        .bind(14, endpoint.version)
        .bind(15, toMicroseconds(endpoint.createdAt))
        .run();
}

Result<void> updateEndpoint(storage::Database& database, const Endpoint& next)
{
    auto update = database.cached(
        "UPDATE endpoints SET price = ?2, context_tokens = ?3, max_output_tokens = ?4, image_tokens = ?5,"
        " uses_max_completion_tokens = ?6, state = ?7, connect_ms = ?8, first_byte_ms = ?9, idle_ms = ?10,"
        " version = ?11 WHERE id = ?1 AND version = ?11 - 1");
    if (!update)
        return std::move(update).error();
    (*update)
        ->bind(1, std::span(next.id.bytes()))
        .bind(2, std::span(next.price->id().bytes()))
        .bind(3, next.contextTokens)
        .bind(4, next.maxOutputTokens)
        .bind(5, next.imageTokens)
        .bind(6, std::int64_t{next.usesMaxCompletionTokens})
        .bind(7, endpointStateWord(next.state))
        .bind(8, std::int64_t{next.deadlines.connect.count()})
        .bind(9, std::int64_t{next.deadlines.firstByte.count()})
        .bind(10, std::int64_t{next.deadlines.idle.count()})
        .bind(11, next.version);
    return storage::runOnOneRow(database, **update);
}

Result<CatalogRows> loadCatalog(storage::Database& database, const crypto::KeyRing& ring)
{
    CatalogRows rows;
    ProvidersById providers;
    auto loaded = forEachRow(
        database,
        "SELECT id, name, protocol, base_url, secret_sealed, secret_version, allows_private_addresses, is_enabled,"
        " simulator_first_token_ms, simulator_tokens_per_second, simulator_completion_tokens,"
        " simulator_errors_per_mille, simulator_cuts_per_mille, simulator_seed, version, created_us"
        " FROM providers ORDER BY id",
        [&](const storage::Statement& row) -> Result<void> {
            auto provider = providerOf(row, ring);
            if (!provider)
                return std::move(provider).error();
            providers.emplace((*provider)->id, *provider);
            rows.providers.push_back(*std::move(provider));
            return {};
        });
    if (!loaded)
        return std::move(loaded).error();
    loaded = forEachRow(
        database,
        "SELECT e.id, e.provider, e.model, e.upstream_model, e.context_tokens, e.max_output_tokens, e.image_tokens,"
        " e.uses_max_completion_tokens, e.state, e.connect_ms, e.first_byte_ms, e.idle_ms, e.version, e.created_us, " +
            std::string(kPriceColumns) + " FROM endpoints e JOIN prices p ON p.id = e.price ORDER BY e.id",
        [&](const storage::Statement& row) -> Result<void> {
            auto endpoint = endpointOf(row, providers);
            if (!endpoint)
                return std::move(endpoint).error();
            rows.endpoints.push_back(*std::move(endpoint));
            return {};
        });
    if (!loaded)
        return std::move(loaded).error();
    return rows;
}

Result<std::size_t> rewrapProviderSecrets(storage::Database& database, const crypto::KeyRing& ring, std::size_t limit)
{
    const auto header = crypto::activeHeader(ring);
    auto select = database.prepare("SELECT id, secret_version, secret_sealed FROM providers"
                                   " WHERE substr(secret_sealed, 1, ?1) <> ?2 LIMIT ?3");
    if (!select)
        return std::move(select).error();
    select->bind(1, std::int64_t{header.size()}).bind(2, std::span(header)).bind(3, static_cast<std::int64_t>(limit));
    auto update = database.prepare("UPDATE providers SET secret_sealed = ?2 WHERE id = ?1");
    if (!update)
        return std::move(update).error();
    for (std::size_t count = 0;; ++count) {
        const auto found = select->step();
        if (!found)
            return found.error();
        if (!*found)
            return count;
        const auto id = ProviderId::fromBytes(select->blob(0));
        if (!id)
            return corrupt("providers");
        const auto envelope = crypto::rewrap(ring, select->blob(2), placeOfSecret(*id, select->integer(1)));
        if (!envelope)
            return envelope.error();
        if (auto updated = update->bind(1, std::span(id->bytes())).bind(2, std::span(*envelope)).run(); !updated)
            return std::move(updated).error();
    }
}

} // namespace gotoai::supply
