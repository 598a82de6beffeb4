// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"
#include "base/result.h"
#include "base/secret.h"
#include "money/price.h"
#include "supply/datapolicy.h"
#include "supply/endpointtraits.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gotoai::supply {

enum class Protocol : std::uint8_t { OpenAi, OpenRouter, Anthropic, Ollama, Simulator };

std::string_view protocolWord(Protocol protocol); // "openai", "openrouter", "anthropic", "ollama", "simulator"
std::optional<Protocol> protocolFromWord(std::string_view word);

// How the built-in simulator answers. Rates are per mille of requests, decided by a hash of seed and request, so that
// the same request always meets the same fate.
struct SimulatorSettings
{
    std::chrono::milliseconds firstToken{80}; // 0…600,000
    std::int32_t tokensPerSecond = 80;        // 0: as fast as it can; …1,000,000
    std::int32_t completionTokens = 48;       // length of an answer unless max tokens is lower; 1…100,000
    std::int32_t errorsPerMille = 0;          // answers 500 instead
    std::int32_t cutsPerMille = 0;            // breaks off mid-stream
    std::uint64_t seed = 1;
    bool operator==(const SimulatorSettings&) const = default;
};

// A header field that goes along with every request to a provider. No secret: it is shown to operators.
struct HeaderField
{
    std::string name;
    std::string value;
    bool operator==(const HeaderField&) const = default;
};

// Who sells model calls: where, by which protocol, with which secret.
struct Provider
{
    ProviderId id;
    std::string name; // unique, [a-z0-9._-]{1,64}
    Protocol protocol = Protocol::OpenAi;
    std::string baseUrl; // "https://api.openai.com/v1", no trailing slash; empty for the simulator
    Secret secret;       // API key in clear, in memory only; may be empty
    bool allowsPrivateAddresses = false;
    bool isEnabled = true;
    std::string region; // where it works, in the operator's words: "eu", "us-east-1"; may be empty
    std::vector<HeaderField> headers;
    DataPolicy dataPolicy;
    SimulatorSettings simulator;
    std::int64_t version = 1; // of the row; counts up with each change
    Instant createdAt{};
};

std::shared_ptr<Provider> copyOf(const Provider& provider); // its secret, too

enum class EndpointState : std::uint8_t { Enabled, Draining, Disabled };

std::string_view endpointStateWord(EndpointState state);
std::optional<EndpointState> endpointStateFromWord(std::string_view word);

// How long an upstream call may take in each of its phases.
struct Deadlines
{
    std::chrono::milliseconds connect{5'000};
    std::chrono::milliseconds firstByte{60'000}; // from the request's last byte to the answer's first
    // Between two bytes of a stream that has begun, or of a body; four times that between two frames with comments.
    std::chrono::milliseconds idle{30'000};
    // From the attempt's start to the first output of a stream; an unstreamed answer is to be whole in ten times that.
    std::chrono::milliseconds firstToken{120'000};
    // From the attempt's start to the first output of a stream, or to the whole of an unstreamed answer, whatever the
    // others allow; empty: they alone say.
    std::optional<std::chrono::milliseconds> total{};
    bool operator==(const Deadlines&) const = default;
};

// One model at one provider: the unit that is priced, routed to and switched.
struct Endpoint
{
    EndpointId id;
    std::uint32_t slot = 0; // dense, from 0: the endpoint's own for the life of the process, through all its versions
    std::shared_ptr<const Provider> provider;
    std::string model;         // our catalogue's id, what clients ask for: "openai/gpt-4o-mini"
    std::string upstreamModel; // the provider's id: "gpt-4o-mini"
    std::shared_ptr<const Price> price;
    std::int64_t contextTokens = 0;       // prompt and completion together, > 0
    std::int64_t maxOutputTokens = 0;     // > 0
    std::int64_t imageTokens = 1'700;     // most prompt tokens that one image can be billed as
    bool usesMaxCompletionTokens = false; // the provider names the output limit max_completion_tokens
    EndpointState state = EndpointState::Enabled;
    EndpointTraits traits;
    Deadlines deadlines;
    std::int64_t version = 1;
    Instant createdAt{};

    bool isRoutable() const { return state == EndpointState::Enabled && provider->isEnabled; }
};

// An immutable picture of the whole supply. Lanes share it; an order keeps the one it started with.
class Catalog
{
public:
    using Endpoints = std::vector<std::shared_ptr<const Endpoint>>;

    Catalog() = default;
    Catalog(std::vector<std::shared_ptr<const Provider>> providers, Endpoints endpoints);

    const Endpoints& endpoints() const { return m_endpoints; }
    const std::vector<std::shared_ptr<const Provider>>& providers() const { return m_providers; }
    // Every endpoint of a model, routable or not, in the order of their ids; empty when the model is unknown.
    const Endpoints& endpointsOf(std::string_view model) const;
    std::shared_ptr<const Endpoint> endpoint(const EndpointId& id) const;
    std::shared_ptr<const Provider> provider(const ProviderId& id) const;
    const std::map<std::string, Endpoints, std::less<>>& models() const { return m_models; }

private:
    std::vector<std::shared_ptr<const Provider>> m_providers;
    Endpoints m_endpoints;
    std::map<std::string, Endpoints, std::less<>> m_models;
    std::unordered_map<EndpointId, std::shared_ptr<const Endpoint>> m_endpointsById;
    std::unordered_map<ProviderId, std::shared_ptr<const Provider>> m_providersById;
};

} // namespace gotoai::supply
