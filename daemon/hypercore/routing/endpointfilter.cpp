// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/routing/endpointfilter.h"

#include "hypercore/routing/bound.h"

#include <algorithm>

namespace gotoai::hypercore {
namespace {

using supply::Feature;

bool isAmong(const std::vector<const supply::Provider*>& providers, const supply::Provider& provider)
{
    return std::ranges::find(providers, provider.id, &supply::Provider::id) != providers.end();
}

bool isAtMost(const std::optional<std::int64_t>& price, const std::optional<std::int64_t>& most)
{
    return !most || price.value_or(0) <= *most;
}

bool isSameName(std::string_view name, std::string_view asked)
{
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(name, asked, {}, {}, lower);
}

} // namespace

EndpointFilter::EndpointFilter(const supply::Catalog& catalog, const chat::Request& request, Privacy privacy)
    : m_request(request)
    , m_wishes(request.routeWishes.get())
    , m_isPrivateOnly(privacy == Privacy::Required)
{
    if (request.usesTools)
        m_needed.add(Feature::Tools);
    if (request.images > 0)
        m_needed.add(Feature::Vision);
    if (request.wantsJsonSchema)
        m_needed.add(Feature::JsonSchema);
    m_useful = m_needed;
    if (request.wantsJsonObject)
        m_useful.add(Feature::JsonObject);
    if (request.wantsReasoning)
        m_useful.add(Feature::Reasoning);
    if (m_wishes == nullptr)
        return;
    m_isPrivateOnly |= m_wishes->deniesDataCollection || m_wishes->wantsZeroRetention;
    m_order = named(catalog, m_wishes->order);
    m_only = named(catalog, m_wishes->only);
    m_ignored = named(catalog, m_wishes->ignore);
}

Result<EndpointFilter> EndpointFilter::make(const supply::Catalog& catalog, const chat::Request& request,
                                            Privacy privacy, const KillSwitches* killSwitches,
                                            const AllowedModels* allowedModels)
{
    EndpointFilter filter(catalog, request, privacy);
    filter.m_killSwitches = killSwitches;
    if (allowedModels != nullptr && !allowedModels->isEvery())
        filter.m_allowedModels = allowedModels;
    if (filter.m_wishes == nullptr)
        return filter;
    for (const std::string& word : filter.m_wishes->quantizations) {
        const auto quantization = supply::quantizationFromWord(word);
        if (!quantization)
            return failure(ErrorCode::InvalidRequest, "'provider.quantizations' names one that does not exist",
                           "provider.quantizations");
        filter.m_quantizations.push_back(*quantization);
    }
    return filter;
}

// In the order of `names`; names that nobody has are passed over.
EndpointFilter::Providers EndpointFilter::named(const supply::Catalog& catalog, const std::vector<std::string>& names)
{
    Providers providers;
    for (const std::string& name : names) {
        for (const auto& provider : catalog.providers())
            if (isSameName(provider->name, name))
                providers.push_back(provider.get());
    }
    return providers;
}

std::size_t EndpointFilter::placeOf(const supply::Provider& provider) const
{
    const auto found = std::ranges::find(m_order, provider.id, &supply::Provider::id);
    return static_cast<std::size_t>(found - m_order.begin());
}

Standing EndpointFilter::standingOf(const supply::Endpoint& endpoint) const
{
    if (m_allowedModels != nullptr && !m_allowedModels->admits(endpoint.model))
        return Standing::NotAllowed;
    if (m_isPrivateOnly && !endpoint.provider->dataPolicy.isPrivate())
        return Standing::NotPrivate;
    if (m_wishes != nullptr) {
        if (const Standing wished = wishedStanding(endpoint); wished != Standing::Candidate)
            return wished;
    }
    if (!canDo(endpoint.traits))
        return Standing::LacksFeature;
    if (!endpoint.provider->isEnabled)
        return Standing::ProviderOff;
    if (endpoint.state != supply::EndpointState::Enabled)
        return Standing::EndpointOff;
    if (m_killSwitches != nullptr && m_killSwitches->onSupply(endpoint) != nullptr)
        return Standing::Stopped;
    return Standing::Candidate;
}

Standing EndpointFilter::wishedStanding(const supply::Endpoint& endpoint) const
{
    const supply::Provider& provider = *endpoint.provider;
    if (m_wishes->wantsZeroRetention && !provider.dataPolicy.isZeroRetention())
        return Standing::RetainsPrompts;
    if (!m_wishes->only.empty() && !isAmong(m_only, provider))
        return Standing::NotAmongOnly;
    if (isAmong(m_ignored, provider))
        return Standing::Ignored;
    if (!m_wishes->allowsFallbacks && !m_wishes->order.empty() && !isAmong(m_order, provider))
        return Standing::NotAmongOrder;
    if (!m_quantizations.empty() &&
        std::ranges::find(m_quantizations, endpoint.traits.quantization) == m_quantizations.end())
        return Standing::OtherQuantization;
    if (!isWithin(m_wishes->maxPrice, endpoint))
        return Standing::TooDear;
    if (!m_wishes->tiers.empty() && std::ranges::find(m_wishes->tiers, endpoint.traits.tier) == m_wishes->tiers.end())
        return Standing::OtherTier;
    return Standing::Candidate;
}

// What the request cannot use costs it nothing; a tier that its prompt may reach must be within, too.
bool EndpointFilter::isWithin(const chat::RouteWishes::MaxPrice& most, const supply::Endpoint& endpoint) const
{
    const auto isCheap = [&](const Price::Picos& picos) {
        const auto pico = [&picos](Meter meter) { return picos[static_cast<std::size_t>(meter)]; };
        return isAtMost(pico(Meter::Prompt), most.prompt) && isAtMost(pico(Meter::Completion), most.completion) &&
               isAtMost(pico(Meter::Request), most.request) &&
               (m_request.images == 0 || isAtMost(pico(Meter::Image), most.image));
    };
    const Price& price = *endpoint.price;
    if (!isCheap(price.figures().picos))
        return false;
    if (price.tiers().empty())
        return true;
    const std::int64_t longest = usageBound(m_request, endpoint).promptTokens;
    return std::ranges::all_of(
        price.tiers(), [&](const PriceTier& tier) { return tier.abovePromptTokens >= longest || isCheap(tier.picos); });
}

bool EndpointFilter::canDo(const supply::EndpointTraits& traits) const
{
    if (m_wishes != nullptr && m_wishes->requiresParameters)
        return traits.features.value_or(supply::Features()).includes(m_useful);
    return !traits.features || traits.features->includes(m_needed);
}

} // namespace gotoai::hypercore
