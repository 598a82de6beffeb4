// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/catalog.h"

#include <algorithm>

namespace gotoai::supply {

std::string_view protocolWord(Protocol protocol)
{
    switch (protocol) {
    case Protocol::OpenAi: return "openai";
    case Protocol::OpenRouter: return "openrouter";
    case Protocol::Anthropic: return "anthropic";
    case Protocol::Ollama: return "ollama";
    case Protocol::Simulator: return "simulator";
    }
    std::abort();
}

std::optional<Protocol> protocolFromWord(std::string_view word)
{
    for (const Protocol protocol :
         {Protocol::OpenAi, Protocol::OpenRouter, Protocol::Anthropic, Protocol::Ollama, Protocol::Simulator})
        if (protocolWord(protocol) == word)
            return protocol;
    return std::nullopt;
}

std::string_view endpointStateWord(EndpointState state)
{
    switch (state) {
    case EndpointState::Enabled: return "enabled";
    case EndpointState::Draining: return "draining";
    case EndpointState::Disabled: return "disabled";
    }
    std::abort();
}

std::optional<EndpointState> endpointStateFromWord(std::string_view word)
{
    for (const EndpointState state : {EndpointState::Enabled, EndpointState::Draining, EndpointState::Disabled})
        if (endpointStateWord(state) == word)
            return state;
    return std::nullopt;
}

std::shared_ptr<Provider> copyOf(const Provider& provider)
{
    auto copy = std::make_shared<Provider>();
    copy->id = provider.id;
    copy->name = provider.name;
    copy->protocol = provider.protocol;
    copy->baseUrl = provider.baseUrl;
    copy->secret = provider.secret.copy();
    copy->allowsPrivateAddresses = provider.allowsPrivateAddresses;
    copy->isEnabled = provider.isEnabled;
    copy->region = provider.region;
    copy->headers = provider.headers;
    copy->dataPolicy = provider.dataPolicy;
    copy->simulator = provider.simulator;
    copy->version = provider.version;
    copy->createdAt = provider.createdAt;
    return copy;
}

Catalog::Catalog(std::vector<std::shared_ptr<const Provider>> providers, Endpoints endpoints)
    : m_providers(std::move(providers))
    , m_endpoints(std::move(endpoints))
{
    const auto byId = [](const auto& a, const auto& b) { return a->id < b->id; };
    std::sort(m_providers.begin(), m_providers.end(), byId);
    std::sort(m_endpoints.begin(), m_endpoints.end(), byId);
    for (const auto& provider : m_providers)
        m_providersById.emplace(provider->id, provider);
    for (const auto& endpoint : m_endpoints) {
        m_endpointsById.emplace(endpoint->id, endpoint);
        m_models[endpoint->model].push_back(endpoint);
    }
}

const Catalog::Endpoints& Catalog::endpointsOf(std::string_view model) const
{
    static const Endpoints none;
    const auto found = m_models.find(model);
    return found == m_models.end() ? none : found->second;
}

std::shared_ptr<const Endpoint> Catalog::endpoint(const EndpointId& id) const
{
    const auto found = m_endpointsById.find(id);
    return found == m_endpointsById.end() ? nullptr : found->second;
}

std::shared_ptr<const Provider> Catalog::provider(const ProviderId& id) const
{
    const auto found = m_providersById.find(id);
    return found == m_providersById.end() ? nullptr : found->second;
}

} // namespace gotoai::supply
