// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/registry/endpointtable.h"

#include "storage/eachrow.h"
#include "storage/onerow.h"
#include "supply/registry/pricetable.h"

#include <map>
#include <string>

namespace gotoai::supply {
namespace {

using std::chrono::milliseconds;
using ProvidersById = std::map<ProviderId, std::shared_ptr<const Provider>>;

// Words with blanks between.
std::string featureText(const Features& features)
{
    std::string text;
    for (const Feature feature : kFeatures) {
        if (features.has(feature))
            text += (text.empty() ? "" : " ") + std::string(featureWord(feature));
    }
    return text;
}

std::optional<Features> featuresOf(std::string_view text)
{
    Features features;
    while (!text.empty()) {
        const std::string_view word = text.substr(0, text.find(' '));
        const auto feature = featureFromWord(word);
        if (!feature)
            return std::nullopt;
        features.add(*feature);
        text.remove_prefix(std::min(word.size() + 1, text.size()));
    }
    return features;
}

std::optional<std::int32_t> numberOrNull(const storage::Statement& row, int column)
{
    return row.isNull(column) ? std::nullopt : std::optional(static_cast<std::int32_t>(row.integer(column)));
}

std::optional<std::int64_t> toColumn(const std::optional<std::int32_t>& value)
{
    return value ? std::optional<std::int64_t>(*value) : std::nullopt;
}

std::optional<EndpointTraits> traitsOf(const storage::Statement& row, int column)
{
    EndpointTraits traits;
    if (!row.isNull(column)) {
        traits.features = featuresOf(row.text(column));
        if (!traits.features)
            return std::nullopt;
    }
    const auto quantization = quantizationFromWord(row.text(column + 5));
    if (!quantization)
        return std::nullopt;
    traits.quality = numberOrNull(row, column + 1);
    traits.codeScore = numberOrNull(row, column + 2);
    traits.tier = static_cast<std::int32_t>(row.integer(column + 3));
    traits.weight = static_cast<std::int32_t>(row.integer(column + 4));
    traits.quantization = *quantization;
    return traits;
}

void bindTraits(storage::Statement& statement, int position, const EndpointTraits& traits)
{
    if (traits.features)
        statement.bind(position, featureText(*traits.features));
    else
        statement.bind(position, std::nullopt);
    statement.bind(position + 1, toColumn(traits.quality))
        .bind(position + 2, toColumn(traits.codeScore))
        .bind(position + 3, std::int64_t{traits.tier})
        .bind(position + 4, std::int64_t{traits.weight})
        .bind(position + 5, quantizationWord(traits.quantization));
}

Result<std::shared_ptr<const Endpoint>> endpointOf(const storage::Statement& row, const ProvidersById& providers)
{
    const auto id = EndpointId::fromBytes(row.blob(0));
    const auto provider = ProviderId::fromBytes(row.blob(1));
    const auto state = endpointStateFromWord(row.text(8));
    auto price = priceOf(row, 21);
    const auto traits = traitsOf(row, 14);
    if (!id || !provider || !state || !price || !traits || !providers.contains(*provider))
        return failure(ErrorCode::Corrupt, "a row of endpoints cannot be read");
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
    endpoint->traits = *traits;
    endpoint->deadlines = {.connect = milliseconds(row.integer(9)),
                           .firstByte = milliseconds(row.integer(10)),
                           .idle = milliseconds(row.integer(11)),
                           .firstToken = milliseconds(row.integer(20))};
    endpoint->version = row.integer(12);
    endpoint->createdAt = fromMicroseconds(row.integer(13));
    return std::shared_ptr<const Endpoint>(std::move(endpoint));
}

} // namespace

Result<void> insertEndpoint(storage::Database& database, const Endpoint& endpoint)
{
    if (auto priced = insertPrice(database, endpoint.id, *endpoint.price); !priced)
        return priced;
    auto insert = database.cached(
        "INSERT INTO endpoints (id, provider, model, upstream_model, price, context_tokens, max_output_tokens,"
        " image_tokens, uses_max_completion_tokens, state, connect_ms, first_byte_ms, idle_ms, version, created_us,"
        " features, quality, code_score, tier, weight, quantization, first_token_ms)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, "
        "?22)");
    if (!insert)
        return std::move(insert).error();
    storage::Statement& statement = **insert;
    statement.bind(1, std::span(endpoint.id.bytes()))
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
        .bind(15, toMicroseconds(endpoint.createdAt));
    bindTraits(statement, 16, endpoint.traits);
    return statement.bind(22, std::int64_t{endpoint.deadlines.firstToken.count()}).run();
}

Result<void> updateEndpoint(storage::Database& database, const Endpoint& next, const PriceId& standing)
{
    auto update = database.cached(
        "UPDATE endpoints SET price = ?2, context_tokens = ?3, max_output_tokens = ?4, image_tokens = ?5,"
        " uses_max_completion_tokens = ?6, state = ?7, connect_ms = ?8, first_byte_ms = ?9, idle_ms = ?10,"
        " version = ?11, upstream_model = ?12, features = ?13, quality = ?14, code_score = ?15, tier = ?16,"
        " weight = ?17, quantization = ?18, first_token_ms = ?19 WHERE id = ?1 AND version = ?11 - 1");
    if (!update)
        return std::move(update).error();
    (*update)
        ->bind(1, std::span(next.id.bytes()))
        .bind(2, std::span(standing.bytes()))
        .bind(3, next.contextTokens)
        .bind(4, next.maxOutputTokens)
        .bind(5, next.imageTokens)
        .bind(6, std::int64_t{next.usesMaxCompletionTokens})
        .bind(7, endpointStateWord(next.state))
        .bind(8, std::int64_t{next.deadlines.connect.count()})
        .bind(9, std::int64_t{next.deadlines.firstByte.count()})
        .bind(10, std::int64_t{next.deadlines.idle.count()})
        .bind(11, next.version)
        .bind(12, next.upstreamModel)
        .bind(19, std::int64_t{next.deadlines.firstToken.count()});
    bindTraits(**update, 13, next.traits);
    return storage::runOnOneRow(database, **update);
}

Result<std::vector<std::shared_ptr<const Endpoint>>>
loadEndpoints(storage::Database& database, std::span<const std::shared_ptr<const Provider>> providers)
{
    ProvidersById byId;
    for (const auto& provider : providers)
        byId.emplace(provider->id, provider);
    std::vector<std::shared_ptr<const Endpoint>> endpoints;
    auto loaded = storage::forEachRow(
        database,
        "SELECT e.id, e.provider, e.model, e.upstream_model, e.context_tokens, e.max_output_tokens, e.image_tokens,"
        " e.uses_max_completion_tokens, e.state, e.connect_ms, e.first_byte_ms, e.idle_ms, e.version, e.created_us,"
        " e.features, e.quality, e.code_score, e.tier, e.weight, e.quantization, e.first_token_ms, " +
            std::string(kPriceColumns) + " FROM endpoints e JOIN prices p ON p.id = e.price ORDER BY e.id",
        [&](const storage::Statement& row) -> Result<void> {
            auto endpoint = endpointOf(row, byId);
            if (!endpoint)
                return std::move(endpoint).error();
            endpoints.push_back(*std::move(endpoint));
            return {};
        });
    if (!loaded)
        return std::move(loaded).error();
    return endpoints;
}

} // namespace gotoai::supply
