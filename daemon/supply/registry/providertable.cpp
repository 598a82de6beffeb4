// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/registry/providertable.h"

#include "storage/eachrow.h"
#include "storage/onerow.h"

#include <string>

namespace gotoai::supply {
namespace {

using std::chrono::milliseconds;

Error corrupt() { return failure(ErrorCode::Corrupt, "a row of providers cannot be read"); }

std::string placeOfSecret(const ProviderId& id, std::int64_t version)
{
    return "providers/secret_sealed/" + id.toString() + "/" + std::to_string(version);
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

// Lines of "name: value".
std::string headerText(const std::vector<HeaderField>& headers)
{
    std::string text;
    for (const HeaderField& header : headers)
        text += header.name + ": " + header.value + "\n";
    return text;
}

std::optional<std::vector<HeaderField>> headersOf(std::string_view text)
{
    std::vector<HeaderField> headers;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        const std::size_t colon = line.find(": ");
        if (end == std::string_view::npos || colon == std::string_view::npos)
            return std::nullopt;
        headers.push_back({std::string(line.substr(0, colon)), std::string(line.substr(colon + 2))});
        text.remove_prefix(end + 1);
    }
    return headers;
}

std::optional<bool> boolOrNull(const storage::Statement& row, int column)
{
    return row.isNull(column) ? std::nullopt : std::optional(row.integer(column) != 0);
}

std::optional<std::int64_t> toColumn(const std::optional<bool>& value)
{
    return value ? std::optional<std::int64_t>(*value ? 1 : 0) : std::nullopt;
}

DataPolicy dataPolicyOf(const storage::Statement& row, int column)
{
    DataPolicy policy{boolOrNull(row, column), boolOrNull(row, column + 1), {}};
    if (!row.isNull(column + 2))
        policy.retentionDays = static_cast<std::int32_t>(row.integer(column + 2));
    return policy;
}

// Region, headers and data policy: five columns.
void bindManners(storage::Statement& statement, int position, const Provider& provider)
{
    const DataPolicy& policy = provider.dataPolicy;
    statement.bind(position, provider.region)
        .bind(position + 1, headerText(provider.headers))
        .bind(position + 2, toColumn(policy.logsPrompts))
        .bind(position + 3, toColumn(policy.trainsOnPrompts))
        .bind(position + 4, policy.retentionDays ? std::optional<std::int64_t>(*policy.retentionDays) : std::nullopt);
}

Result<std::shared_ptr<const Provider>> providerOf(const storage::Statement& row, const crypto::KeyRing& ring)
{
    const auto id = ProviderId::fromBytes(row.blob(0));
    const auto protocol = protocolFromWord(row.text(2));
    auto headers = headersOf(row.text(17));
    if (!id || !protocol || !headers)
        return corrupt();
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
    provider->region = row.text(16);
    provider->headers = *std::move(headers);
    provider->dataPolicy = dataPolicyOf(row, 18);
    return std::shared_ptr<const Provider>(std::move(provider));
}

} // namespace

SealedSecret sealSecret(const crypto::KeyRing& ring, const Provider& provider)
{
    return {provider.version, crypto::seal(ring, provider.secret, placeOfSecret(provider.id, provider.version))};
}

Result<void> insertProvider(storage::Database& database, const Provider& provider, const SealedSecret& secret)
{
    auto insert = database.cached(
        "INSERT INTO providers (id, name, protocol, base_url, secret_sealed, secret_version, allows_private_addresses,"
        " is_enabled, simulator_first_token_ms, simulator_tokens_per_second, simulator_completion_tokens,"
        " simulator_errors_per_mille, simulator_cuts_per_mille, simulator_seed, version, created_us, region, headers,"
        " logs_prompts, trains_on_prompts, retention_days)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)");
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
    bindManners(statement, 17, provider);
    return namingTheName(statement.bind(15, provider.version).bind(16, toMicroseconds(provider.createdAt)).run());
}

Result<void> updateProvider(storage::Database& database, const Provider& next, const SealedSecret* secret)
{
    auto update = database.cached(
        "UPDATE providers SET name = ?2, base_url = ?3, secret_sealed = coalesce(?4, secret_sealed),"
        " secret_version = coalesce(?5, secret_version), allows_private_addresses = ?6, is_enabled = ?7,"
        " simulator_first_token_ms = ?8, simulator_tokens_per_second = ?9, simulator_completion_tokens = ?10,"
        " simulator_errors_per_mille = ?11, simulator_cuts_per_mille = ?12, simulator_seed = ?13, version = ?14,"
        " region = ?15, headers = ?16, logs_prompts = ?17, trains_on_prompts = ?18, retention_days = ?19"
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
    bindManners(statement, 15, next);
    statement.bind(14, next.version);
    return namingTheName(storage::runOnOneRow(database, statement));
}

Result<std::vector<std::shared_ptr<const Provider>>> loadProviders(storage::Database& database,
                                                                   const crypto::KeyRing& ring)
{
    std::vector<std::shared_ptr<const Provider>> providers;
    auto loaded = storage::forEachRow(
        database,
        "SELECT id, name, protocol, base_url, secret_sealed, secret_version, allows_private_addresses, is_enabled,"
        " simulator_first_token_ms, simulator_tokens_per_second, simulator_completion_tokens,"
        " simulator_errors_per_mille, simulator_cuts_per_mille, simulator_seed, version, created_us, region, headers,"
        " logs_prompts, trains_on_prompts, retention_days FROM providers ORDER BY id",
        [&](const storage::Statement& row) -> Result<void> {
            auto provider = providerOf(row, ring);
            if (!provider)
                return std::move(provider).error();
            providers.push_back(*std::move(provider));
            return {};
        });
    if (!loaded)
        return std::move(loaded).error();
    return providers;
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
            return corrupt();
        const auto envelope = crypto::rewrap(ring, select->blob(2), placeOfSecret(*id, select->integer(1)));
        if (!envelope)
            return envelope.error();
        if (auto updated = update->bind(1, std::span(id->bytes())).bind(2, std::span(*envelope)).run(); !updated)
            return std::move(updated).error();
    }
}

} // namespace gotoai::supply
