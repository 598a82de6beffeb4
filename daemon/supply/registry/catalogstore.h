// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "crypto/envelope.h"
#include "storage/companion.h"
#include "storage/writer.h"
#include "supply/catalog.h"
#include "supply/registry/catalogtable.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace gotoai::supply {

// What catalogrules.h allows.
struct ProviderDraft
{
    std::string name;
    Protocol protocol = Protocol::OpenAi;
    std::string baseUrl;
    Secret secret;
    bool allowsPrivateAddresses = false;
    bool isEnabled = true;
    std::string region;
    std::vector<HeaderField> headers;
    DataPolicy dataPolicy;
    SimulatorSettings simulator;
};

// Empty members stay as they are; an empty secret inside removes it. A secret is bound to scheme, host and port of the
// base URL: where these change, it has to be given again, or whoever may change an address could have it sent anywhere.
struct ProviderChange
{
    std::optional<std::string> name;
    std::optional<std::string> baseUrl;
    std::optional<Secret> secret;
    std::optional<bool> allowsPrivateAddresses;
    std::optional<bool> isEnabled;
    std::optional<std::string> region;
    std::optional<std::vector<HeaderField>> headers;
    std::optional<DataPolicy> dataPolicy;
    std::optional<SimulatorSettings> simulator;
};

struct EndpointDraft
{
    ProviderId provider;
    std::string model;
    std::string upstreamModel;
    Price::Picos price;
    std::int64_t contextTokens = 0;
    std::int64_t maxOutputTokens = 0;
    std::int64_t imageTokens = 1'700;
    bool usesMaxCompletionTokens = false;
    EndpointState state = EndpointState::Enabled;
    EndpointTraits traits;
    Deadlines deadlines;
};

struct EndpointChange
{
    std::optional<std::string> upstreamModel;
    std::optional<EndpointState> state;
    std::optional<std::int64_t> contextTokens;
    std::optional<std::int64_t> maxOutputTokens;
    std::optional<std::int64_t> imageTokens;
    std::optional<bool> usesMaxCompletionTokens;
    std::optional<EndpointTraits> traits;
    std::optional<Deadlines> deadlines;
};

struct SupplyPlan;

// The book of providers, endpoints and prices. Keeps the committed state in memory and a Catalog of it for the lanes;
// every change is a unit of the ledger's writer and visible only after its commit. Secrets are sealed before they
// reach the writer.
// Lives on one thread, which drains `queue`; replies come there, exactly once, possibly from within the call
// (refusals). A change names the version that it was made on: VersionConflict when the row has moved on. NotFound for
// unknown ids, Conflict for a provider's name that is taken, InvalidRequest naming the field as the admin API spells
// it. `also` is written in the change's transaction.
class CatalogStore
{
public:
    using ProviderPtr = std::shared_ptr<const Provider>;
    using EndpointPtr = std::shared_ptr<const Endpoint>;
    using Providers = std::map<ProviderId, ProviderPtr>; // by age
    using Endpoints = std::map<EndpointId, EndpointPtr>;
    using Subscriber = std::function<void(std::shared_ptr<const Catalog>)>;
    template<class T>
    using Reply = std::function<void(Result<T>)>;

    // All but `rows` outlive the store.
    CatalogStore(const CatalogRows& rows, const crypto::KeyRing& ring, storage::Writer& writer,
                 storage::CompletionQueue& queue, const Clock& clock);
    CatalogStore(const CatalogStore&) = delete;
    CatalogStore& operator=(const CatalogStore&) = delete;

    const Providers& providers() const { return m_providers; }
    const Endpoints& endpoints() const { return m_endpoints; }
    ProviderPtr provider(const ProviderId& id) const;
    EndpointPtr endpoint(const EndpointId& id) const;

    std::shared_ptr<const Catalog> catalog() const { return m_catalog; }
    // Told each new catalogue, before the reply of the change that made it.
    void setSubscriber(Subscriber subscriber) { m_subscriber = std::move(subscriber); }

    void createProvider(ProviderDraft draft, Reply<ProviderPtr> reply, const storage::Companion<Provider>& also = {});
    void changeProvider(const ProviderId& id, std::int64_t version, ProviderChange change, Reply<ProviderPtr> reply,
                        const storage::Companion<Provider>& also = {});
    void createEndpoint(EndpointDraft draft, Reply<EndpointPtr> reply, const storage::Companion<Endpoint>& also = {});
    void changeEndpoint(const EndpointId& id, std::int64_t version, const EndpointChange& change,
                        Reply<EndpointPtr> reply, const storage::Companion<Endpoint>& also = {});
    // A new version of its price, current from now on. Running orders keep the one they were priced by.
    void reprice(const EndpointId& id, std::int64_t version, const Price::Picos& picos, Reply<EndpointPtr> reply,
                 const storage::Companion<Endpoint>& also = {});

    // All of it or nothing. VersionConflict where something has changed since the plan was made. The reply has it as
    // it was written.
    void apply(SupplyPlan plan, Reply<SupplyPlan> reply, const storage::Companion<SupplyPlan>& also = {});

private:
    Result<void> checkCurrent(const SupplyPlan& plan) const;
    void keep(const ProviderPtr& provider);
    void keep(const EndpointPtr& endpoint);
    void publish();

    const crypto::KeyRing& m_ring;
    storage::Writer& m_writer;
    storage::CompletionQueue& m_queue;
    const Clock& m_clock;
    Providers m_providers;
    Endpoints m_endpoints;
    std::uint32_t m_nextSlot = 0;
    std::shared_ptr<const Catalog> m_catalog;
    Subscriber m_subscriber;
};

} // namespace gotoai::supply
