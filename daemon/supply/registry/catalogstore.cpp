// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/registry/catalogstore.h"

#include "storage/functionunit.h"
#include "supply/registry/catalogrules.h"
#include "supply/registry/endpointtable.h"
#include "supply/registry/pricetable.h"
#include "supply/registry/providertable.h"
#include "supply/registry/supplyplan.h"

namespace gotoai::supply {
namespace {

template<class T>
Result<void> checkVersion(const std::shared_ptr<const T>& row, std::int64_t version)
{
    if (!row)
        return failure(ErrorCode::NotFound, "there is no such thing");
    if (row->version != version)
        return failure(ErrorCode::VersionConflict, "it was changed by somebody else in the meantime");
    return {};
}

// What is not known from a plan itself, step by step.
struct WrittenParts
{
    std::vector<SealedSecret> secrets;
    std::vector<PriceId> standingPrices;
};

Result<void> write(storage::Database& database, const SupplyPlan& plan, const WrittenParts& parts)
{
    for (std::size_t i = 0; i < plan.providers.size(); ++i) {
        const auto& step = plan.providers[i];
        auto written = step.before ? updateProvider(database, *step.after, nullptr)
                                   : insertProvider(database, *step.after, parts.secrets[i]);
        if (!written)
            return written;
    }
    for (std::size_t i = 0; i < plan.endpoints.size(); ++i) {
        const auto& step = plan.endpoints[i];
        auto written = step.isRepriced() ? insertPrice(database, step.after->id, *step.after->price) : Result<void>();
        if (written)
            written = step.before ? updateEndpoint(database, *step.after, parts.standingPrices[i])
                                  : insertEndpoint(database, *step.after);
        if (!written)
            return written;
    }
    return {};
}

template<class Map>
typename Map::mapped_type valueOrNull(const Map& map, const typename Map::key_type& id)
{
    const auto found = map.find(id);
    return found == map.end() ? nullptr : found->second;
}

} // namespace

CatalogStore::CatalogStore(const CatalogRows& rows, const crypto::KeyRing& ring, storage::Writer& writer,
                           storage::CompletionQueue& queue, const Clock& clock)
    : m_ring(ring)
    , m_writer(writer)
    , m_queue(queue)
    , m_clock(clock)
{
    for (const ProviderPtr& provider : rows.providers)
        m_providers.emplace(provider->id, provider);
    for (const EndpointPtr& endpoint : rows.endpoints)
        m_schedules.emplace(endpoint->id, PriceSchedule(endpoint->price));
    for (const auto& [id, price] : rows.laterPrices)
        m_schedules.at(id).add(price);
    for (const EndpointPtr& endpoint : rows.endpoints) {
        auto placed = std::make_shared<Endpoint>(*endpoint);
        placed->slot = m_nextSlot++;
        m_endpoints.emplace(endpoint->id, pricedNow(std::move(placed)));
    }
    planNextChange();
    publish();
}

CatalogStore::ProviderPtr CatalogStore::provider(const ProviderId& id) const { return valueOrNull(m_providers, id); }
CatalogStore::EndpointPtr CatalogStore::endpoint(const EndpointId& id) const { return valueOrNull(m_endpoints, id); }

void CatalogStore::publish()
{
    std::vector<ProviderPtr> providers;
    for (const auto& [id, provider] : m_providers)
        providers.push_back(provider);
    Catalog::Endpoints endpoints;
    for (const auto& [id, endpoint] : m_endpoints)
        endpoints.push_back(endpoint);
    m_catalog = std::make_shared<const Catalog>(std::move(providers), std::move(endpoints));
    if (m_subscriber)
        m_subscriber(m_catalog);
}

// Endpoints hold their provider, so a changed provider means changed endpoints.
void CatalogStore::keep(const ProviderPtr& provider)
{
    m_providers[provider->id] = provider;
    for (auto& [id, endpoint] : m_endpoints) {
        if (endpoint->provider->id != provider->id)
            continue;
        auto moved = std::make_shared<Endpoint>(*endpoint);
        moved->provider = provider;
        endpoint = std::move(moved);
    }
}

// The provider may have changed while the endpoint was on its way to disk.
void CatalogStore::keep(const EndpointPtr& endpoint)
{
    auto kept = std::make_shared<Endpoint>(*endpoint);
    kept->provider = m_providers.at(endpoint->provider->id);
    m_schedules.try_emplace(endpoint->id, endpoint->price);
    m_endpoints[endpoint->id] = pricedNow(std::move(kept));
}

void CatalogStore::createProvider(ProviderDraft draft, Reply<ProviderPtr> reply,
                                  const storage::Companion<Provider>& also)
{
    const Instant now = m_clock.now();
    auto made = std::make_shared<Provider>();
    made->id = ProviderId::make(now);
    made->name = std::move(draft.name);
    made->protocol = draft.protocol;
    made->baseUrl = withoutTrailingSlash(draft.baseUrl);
    made->secret = std::move(draft.secret);
    made->allowsPrivateAddresses = draft.allowsPrivateAddresses;
    made->isEnabled = draft.isEnabled;
    made->region = std::move(draft.region);
    made->headers = std::move(draft.headers);
    made->dataPolicy = draft.dataPolicy;
    made->simulator = draft.simulator;
    made->createdAt = now;
    if (auto checked = checkProvider(*made); !checked)
        return reply(std::move(checked).error());
    const ProviderPtr provider = std::move(made);
    storage::submitFunctions(m_writer, m_queue,
                             storage::accompanied<Provider>(
                                 [provider, secret = sealSecret(m_ring, *provider)](storage::Database& database) {
                                     return insertProvider(database, *provider, secret);
                                 },
                                 also, *provider),
                             [this, provider, reply = std::move(reply)](Result<void> done) {
                                 if (!done)
                                     return reply(std::move(done).error());
                                 keep(provider);
                                 publish();
                                 reply(provider);
                             });
}

void CatalogStore::changeProvider(const ProviderId& id, std::int64_t version, ProviderChange change,
                                  Reply<ProviderPtr> reply, const storage::Companion<Provider>& also)
{
    const auto current = provider(id);
    if (auto checked = checkVersion(current, version); !checked)
        return reply(std::move(checked).error());
    auto changed = copyOf(*current);
    ++changed->version;
    changed->name = change.name.value_or(current->name);
    changed->baseUrl = withoutTrailingSlash(change.baseUrl ? *change.baseUrl : current->baseUrl);
    changed->allowsPrivateAddresses = change.allowsPrivateAddresses.value_or(current->allowsPrivateAddresses);
    changed->isEnabled = change.isEnabled.value_or(current->isEnabled);
    changed->region = change.region.value_or(current->region);
    changed->headers = change.headers.value_or(current->headers);
    changed->dataPolicy = change.dataPolicy.value_or(current->dataPolicy);
    changed->simulator = change.simulator.value_or(current->simulator);
    std::optional<SealedSecret> sealed;
    if (change.secret) {
        changed->secret = std::move(*change.secret);
        sealed = sealSecret(m_ring, *changed);
    }
    if (auto checked = checkProvider(*changed); !checked)
        return reply(std::move(checked).error());
    const bool isElsewhere = originOf(changed->baseUrl) != originOf(current->baseUrl);
    if (isElsewhere && !change.secret && !current->secret.isEmpty())
        return reply(failure(ErrorCode::InvalidRequest,
                             "a secret is bound to scheme, host and port; give it again with another address",
                             "secret"));
    const ProviderPtr next = std::move(changed);
    storage::submitFunctions(m_writer, m_queue,
                             storage::accompanied<Provider>(
                                 [next, sealed = std::move(sealed)](storage::Database& database) {
                                     return updateProvider(database, *next, sealed ? &*sealed : nullptr);
                                 },
                                 also, *next),
                             [this, next, reply = std::move(reply)](Result<void> done) {
                                 if (!done)
                                     return reply(std::move(done).error());
                                 keep(next);
                                 publish();
                                 reply(next);
                             });
}

void CatalogStore::createEndpoint(EndpointDraft draft, Reply<EndpointPtr> reply,
                                  const storage::Companion<Endpoint>& also)
{
    const Instant now = m_clock.now();
    auto price = Price::make(PriceId::make(now), draft.price, now);
    if (!price)
        return reply(failure(ErrorCode::InvalidRequest, price.error().detail, "price"));
    auto made = std::make_shared<Endpoint>();
    made->id = EndpointId::make(now);
    made->provider = provider(draft.provider);
    made->model = std::move(draft.model);
    made->upstreamModel = std::move(draft.upstreamModel);
    made->price = std::make_shared<const Price>(*std::move(price));
    made->contextTokens = draft.contextTokens;
    made->maxOutputTokens = draft.maxOutputTokens;
    made->imageTokens = draft.imageTokens;
    made->usesMaxCompletionTokens = draft.usesMaxCompletionTokens;
    made->state = draft.state;
    made->traits = draft.traits;
    made->deadlines = draft.deadlines;
    made->createdAt = now;
    if (!made->provider)
        return reply(failure(ErrorCode::InvalidRequest, "there is no such provider", "provider"));
    if (auto checked = checkEndpoint(*made); !checked)
        return reply(std::move(checked).error());
    made->slot = m_nextSlot++;
    const EndpointPtr endpoint = std::move(made);
    storage::submitFunctions(
        m_writer, m_queue,
        storage::accompanied<Endpoint>(
            [endpoint](storage::Database& database) { return insertEndpoint(database, *endpoint); }, also, *endpoint),
        [this, endpoint, reply = std::move(reply)](Result<void> done) {
            if (!done)
                return reply(std::move(done).error());
            keep(endpoint);
            publish();
            reply(this->endpoint(endpoint->id));
        });
}

void CatalogStore::changeEndpoint(const EndpointId& id, std::int64_t version, const EndpointChange& change,
                                  Reply<EndpointPtr> reply, const storage::Companion<Endpoint>& also)
{
    const auto current = endpoint(id);
    if (auto checked = checkVersion(current, version); !checked)
        return reply(std::move(checked).error());
    auto changed = std::make_shared<Endpoint>(*current);
    ++changed->version;
    changed->upstreamModel = change.upstreamModel.value_or(current->upstreamModel);
    changed->state = change.state.value_or(current->state);
    changed->traits = change.traits.value_or(current->traits);
    changed->contextTokens = change.contextTokens.value_or(current->contextTokens);
    changed->maxOutputTokens = change.maxOutputTokens.value_or(current->maxOutputTokens);
    changed->imageTokens = change.imageTokens.value_or(current->imageTokens);
    changed->usesMaxCompletionTokens = change.usesMaxCompletionTokens.value_or(current->usesMaxCompletionTokens);
    changed->deadlines = change.deadlines.value_or(current->deadlines);
    if (auto checked = checkEndpoint(*changed); !checked)
        return reply(std::move(checked).error());
    const EndpointPtr next = std::move(changed);
    storage::submitFunctions(m_writer, m_queue,
                             storage::accompanied<Endpoint>(
                                 [next, standing = standingPrice(id)](storage::Database& database) {
                                     return updateEndpoint(database, *next, standing);
                                 },
                                 also, *next),
                             [this, next, reply = std::move(reply)](Result<void> done) {
                                 if (!done)
                                     return reply(std::move(done).error());
                                 keep(next);
                                 publish();
                                 reply(endpoint(next->id));
                             });
}

Result<void> CatalogStore::checkCurrent(const SupplyPlan& plan) const
{
    const auto isCurrent = [](const auto& now, const auto& before) { return now && now->version == before->version; };
    for (const auto& step : plan.providers) {
        if (step.before && !isCurrent(provider(step.before->id), step.before))
            return checkVersion(step.before, 0);
    }
    for (const auto& step : plan.endpoints) {
        if (step.before && !isCurrent(endpoint(step.before->id), step.before))
            return checkVersion(step.before, 0);
    }
    return {};
}

void CatalogStore::apply(SupplyPlan plan, Reply<SupplyPlan> reply, const storage::Companion<SupplyPlan>& also)
{
    if (auto current = checkCurrent(plan); !current)
        return reply(std::move(current).error());
    for (auto& step : plan.endpoints) {
        if (step.before)
            continue;
        auto placed = std::make_shared<Endpoint>(*step.after);
        placed->slot = m_nextSlot++;
        step.after = std::move(placed);
    }
    WrittenParts parts;
    for (const auto& step : plan.providers) // that there are none, of the new ones
        parts.secrets.push_back(step.before ? SealedSecret() : sealSecret(m_ring, *step.after));
    for (const auto& step : plan.endpoints)
        parts.standingPrices.push_back(step.before && !step.isRepriced() ? standingPrice(step.after->id)
                                                                         : step.after->price->id());
    storage::submitFunctions(
        m_writer, m_queue,
        storage::accompanied<SupplyPlan>(
            [plan, parts = std::move(parts)](storage::Database& database) { return write(database, plan, parts); },
            also, plan),
        [this, plan, reply = std::move(reply)](Result<void> done) {
            if (!done)
                return reply(std::move(done).error());
            for (const auto& step : plan.providers)
                keep(step.after);
            for (const auto& step : plan.endpoints) {
                if (step.isRepriced())
                    keep(step.after->id, step.after->price, Beginning::Now);
                keep(step.after);
            }
            planNextChange();
            publish();
            reply(plan);
        });
}

} // namespace gotoai::supply
