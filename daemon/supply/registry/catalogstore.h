// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "crypto/envelope.h"
#include "storage/companion.h"
#include "storage/writer.h"
#include "supply/catalog.h"
#include "supply/registry/catalogdrafts.h"
#include "supply/registry/catalogtable.h"
#include "supply/registry/priceschedule.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>

namespace gotoai::supply {

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
    using PricePtr = PriceSchedule::PricePtr;
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
    // A new version of its price, that takes effect by itself. Orders keep the one they were reserved under. `also` is
    // asked with the endpoint as it will be by that version.
    void addPrice(const EndpointId& id, std::int64_t version, const PriceDraft& draft, Reply<PricePtr> reply,
                  const storage::Companion<Endpoint>& also = {});
    // What has begun or ended since. To be called about every second.
    void tick();

    // All of it or nothing. VersionConflict where something has changed since the plan was made. The reply has it as
    // it was written.
    void apply(SupplyPlan plan, Reply<SupplyPlan> reply, const storage::Companion<SupplyPlan>& also = {});

private:
    Result<void> checkCurrent(const SupplyPlan& plan) const;
    void keep(const ProviderPtr& provider);
    void keep(const EndpointPtr& endpoint);
    enum class Beginning { Now, AsItSays };
    void keep(const EndpointId& id, const PricePtr& price, Beginning beginning);
    std::shared_ptr<const Endpoint> pricedNow(std::shared_ptr<Endpoint> endpoint);
    PriceId standingPrice(const EndpointId& id) const { return m_schedules.at(id).standing()->id(); }
    void planNextChange();
    void publish();

    const crypto::KeyRing& m_ring;
    storage::Writer& m_writer;
    storage::CompletionQueue& m_queue;
    const Clock& m_clock;
    Providers m_providers;
    Endpoints m_endpoints;
    std::map<EndpointId, PriceSchedule> m_schedules;
    std::optional<Instant> m_nextChange; // of a price
    std::uint32_t m_nextSlot = 0;
    std::shared_ptr<const Catalog> m_catalog;
    Subscriber m_subscriber;
};

} // namespace gotoai::supply
