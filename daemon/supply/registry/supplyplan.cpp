// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/registry/supplyplan.h"

#include "supply/registry/catalogrules.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace gotoai::supply {
namespace {

using ProviderPtr = CatalogStore::ProviderPtr;
using EndpointPtr = CatalogStore::EndpointPtr;

Error at(const std::string& place, const Error& error)
{
    return failure(error.code, error.detail, error.param.empty() ? place : place + "." + error.param);
}

// The same figures, whichever version they are.
bool areSame(const Price& a, const Price& b) { return a.figures() == b.figures(); }

bool areSame(const Provider& a, const Provider& b)
{
    return a.baseUrl == b.baseUrl && a.allowsPrivateAddresses == b.allowsPrivateAddresses &&
           a.isEnabled == b.isEnabled && a.region == b.region && a.headers == b.headers &&
           a.dataPolicy == b.dataPolicy && a.simulator == b.simulator;
}

bool areSame(const Endpoint& a, const Endpoint& b)
{
    return a.price == b.price && a.contextTokens == b.contextTokens && a.maxOutputTokens == b.maxOutputTokens &&
           a.imageTokens == b.imageTokens && a.usesMaxCompletionTokens == b.usesMaxCompletionTokens &&
           a.state == b.state && a.traits == b.traits && a.deadlines == b.deadlines;
}

// The making of one plan.
class SupplyPlanner
{
public:
    SupplyPlanner(const CatalogStore::Providers& providers, const CatalogStore::Endpoints& endpoints, Extent extent,
                  Instant now)
        : m_extent(extent)
        , m_now(now)
    {
        for (const auto& [id, provider] : providers)
            m_providers.emplace(provider->name, provider);
        for (const auto& [id, endpoint] : endpoints)
            m_endpoints[{endpoint->provider->id, endpoint->model, endpoint->upstreamModel}].push_back(endpoint);
    }

    Result<void> add(const WantedProvider& wanted, const std::string& place)
    {
        if (!m_names.insert(wanted.provider.name).second)
            return failure(ErrorCode::InvalidRequest, "there are two of this name", place + ".name");
        auto provider = addProvider(wanted);
        if (!provider)
            return at(place, provider.error());
        for (std::size_t i = 0; i < wanted.endpoints.size(); ++i) {
            if (auto added = addEndpoint(*provider, wanted.endpoints[i]); !added)
                return at(place + ".endpoints[" + std::to_string(i) + "]", added.error());
        }
        return {};
    }

    SupplyPlan take() { return std::move(m_plan); }

private:
    using EndpointName = std::tuple<ProviderId, std::string, std::string>;

    Result<ProviderPtr> addProvider(const WantedProvider& wanted)
    {
        const auto found = m_providers.find(wanted.provider.name);
        const ProviderPtr before = found == m_providers.end() ? nullptr : found->second;
        if (before && before->protocol != wanted.provider.protocol)
            return failure(ErrorCode::Conflict,
                           "a provider of this name speaks " + std::string(protocolWord(before->protocol)), "protocol");
        if (before && m_extent == Extent::Facts) {
            ++m_plan.unchanged;
            return before;
        }
        auto after = wantedProvider(before, wanted);
        if (auto checked = checkProvider(*after); !checked)
            return std::move(checked).error();
        if (before && areSame(*before, *after)) {
            ++m_plan.unchanged;
            return before;
        }
        if (before && !before->secret.isEmpty() && originOf(before->baseUrl) != originOf(after->baseUrl))
            return failure(ErrorCode::Conflict,
                           "the provider has a secret, which is bound to scheme, host and port of its base URL",
                           "base_url");
        m_plan.providers.push_back(
            {before, after, after->secret.isEmpty() && (wantsSecret(*after) || (wanted.needsSecret && !before))});
        return ProviderPtr(std::move(after));
    }

    std::shared_ptr<Provider> wantedProvider(const ProviderPtr& before, const WantedProvider& wanted) const
    {
        const ProviderDraft& draft = wanted.provider;
        auto after = before ? copyOf(*before) : std::make_shared<Provider>();
        if (before) {
            ++after->version;
        } else {
            after->id = ProviderId::make(m_now);
            after->name = draft.name;
            after->protocol = draft.protocol;
            after->createdAt = m_now;
        }
        after->baseUrl = withoutTrailingSlash(draft.baseUrl);
        after->allowsPrivateAddresses = draft.allowsPrivateAddresses;
        after->isEnabled = draft.isEnabled;
        const bool wasEnabledAsItIs = before && before->isEnabled; // by an operator, where that may be
        if (after->secret.isEmpty() && (wantsSecret(*after) || (wanted.needsSecret && !wasEnabledAsItIs)))
            after->isEnabled = false;
        after->region = draft.region;
        after->headers = draft.headers;
        after->dataPolicy = draft.dataPolicy;
        after->simulator = draft.simulator;
        return after;
    }

    // The next one that is called so.
    EndpointPtr existing(const ProviderPtr& provider, const EndpointDraft& draft)
    {
        const EndpointName name{provider->id, draft.model, draft.upstreamModel};
        const std::size_t place = m_met[name]++;
        const auto found = m_endpoints.find(name);
        return found != m_endpoints.end() && place < found->second.size() ? found->second[place] : nullptr;
    }

    Result<void> addEndpoint(const ProviderPtr& provider, const EndpointDraft& draft)
    {
        const EndpointPtr before = existing(provider, draft);
        auto price = Price::make(PriceId::make(m_now), draft.price,
                                 before ? std::max(m_now, before->price->validFrom()) : m_now);
        if (!price)
            return failure(ErrorCode::InvalidRequest, price.error().detail, "price");
        auto after = before ? std::make_shared<Endpoint>(*before) : std::make_shared<Endpoint>();
        after->provider = provider;
        if (!before) {
            after->id = EndpointId::make(m_now);
            after->model = draft.model;
            after->upstreamModel = draft.upstreamModel;
            after->createdAt = m_now;
        }
        if (!before || !areSame(*before->price, *price))
            after->price = std::make_shared<const Price>(*std::move(price));
        after->contextTokens = draft.contextTokens;
        after->maxOutputTokens = draft.maxOutputTokens;
        if (before && m_extent == Extent::Facts)
            after->traits.features = draft.traits.features;
        else
            takeChoices(*after, draft);
        if (auto checked = checkEndpoint(*after); !checked)
            return checked;
        if (before && areSame(*before, *after)) {
            ++m_plan.unchanged;
            return {};
        }
        after->version += before ? 1 : 0;
        m_plan.endpoints.push_back({before, std::move(after)});
        return {};
    }

    // What an operator decides.
    static void takeChoices(Endpoint& endpoint, const EndpointDraft& draft)
    {
        endpoint.imageTokens = draft.imageTokens;
        endpoint.usesMaxCompletionTokens = draft.usesMaxCompletionTokens;
        endpoint.state = draft.state;
        endpoint.traits = draft.traits;
        endpoint.deadlines = draft.deadlines;
    }

    const Extent m_extent;
    const Instant m_now;
    std::map<std::string, ProviderPtr> m_providers;
    std::map<EndpointName, std::vector<EndpointPtr>> m_endpoints; // by age
    std::map<EndpointName, std::size_t> m_met;
    std::set<std::string> m_names;
    SupplyPlan m_plan;
};

} // namespace

Result<SupplyPlan> planSupply(const CatalogStore::Providers& providers, const CatalogStore::Endpoints& endpoints,
                              std::span<const WantedProvider> wanted, Extent extent, Instant now)
{
    SupplyPlanner planner(providers, endpoints, extent, now);
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (auto added = planner.add(wanted[i], "providers[" + std::to_string(i) + "]"); !added)
            return std::move(added).error();
    }
    return planner.take();
}

Result<SupplyPlan> planPrices(std::span<const NewPrice> prices, Instant now)
{
    SupplyPlan plan;
    std::set<EndpointId> met;
    for (const NewPrice& wanted : prices) {
        const EndpointPtr& before = wanted.endpoint;
        if (!met.insert(before->id).second)
            return failure(ErrorCode::InvalidRequest, "an endpoint is named twice", "endpoints");
        auto price = Price::make(PriceId::make(now), wanted.figures, std::max(now, before->price->validFrom()));
        if (!price)
            return failure(ErrorCode::InvalidRequest, price.error().detail, "price");
        if (auto checked = checkPrice(*before, *price); !checked)
            return std::move(checked).error();
        if (areSame(*before->price, *price)) {
            ++plan.unchanged;
            continue;
        }
        auto after = std::make_shared<Endpoint>(*before);
        after->price = std::make_shared<const Price>(*std::move(price));
        ++after->version;
        plan.endpoints.push_back({before, std::move(after)});
    }
    return plan;
}

Result<PriceFigures> changedBy(const Price& price, std::int64_t percent)
{
    __extension__ using Wide = unsigned __int128;
    constexpr std::int64_t kWhole = 1'000'000;
    if (percent < -kWhole)
        return failure(ErrorCode::InvalidRequest, "a price falls by 100 % at most", "percent");
    bool isInRange = true;
    const auto change = [&](Price::Picos& picos) {
        for (auto& pico : picos) {
            if (!pico)
                continue;
            const Wide product = static_cast<Wide>(*pico) * static_cast<Wide>(kWhole + percent);
            Wide changed = product / kWhole;
            const Wide rest = product % kWhole;
            if (rest * 2 > kWhole || (rest * 2 == kWhole && changed % 2 == 1))
                ++changed;
            isInRange = isInRange && changed <= static_cast<Wide>(Price::kMaxPico);
            pico = isInRange ? static_cast<std::int64_t>(changed) : Price::kMaxPico;
        }
    };
    PriceFigures figures = price.figures();
    change(figures.picos);
    for (PriceTier& tier : figures.tiers)
        change(tier.picos);
    if (!isInRange)
        return failure(ErrorCode::InvalidRequest, "a price would be out of range", "percent");
    return figures;
}

} // namespace gotoai::supply
