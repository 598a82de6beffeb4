// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/codec.h"

#include <optional>
#include <string>
#include <vector>

namespace gotoai::protocol {

// How the built-in simulator answers.
struct Simulator
{
    std::int64_t firstTokenMs = 80;
    std::int32_t tokensPerSecond = 80;
    std::int32_t completionTokens = 48;
    std::int32_t errorsPerMille = 0;
    std::int32_t cutsPerMille = 0;
    std::int64_t seed = 1;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.defaulted("first_token_ms", self.firstTokenMs);
        codec.defaulted("tokens_per_second", self.tokensPerSecond);
        codec.defaulted("completion_tokens", self.completionTokens);
        codec.defaulted("errors_per_mille", self.errorsPerMille);
        codec.defaulted("cuts_per_mille", self.cutsPerMille);
        codec.defaulted("seed", self.seed);
    }
};

// What a provider does with what it is sent; null: not known, which counts as the worst.
struct DataPolicy
{
    std::optional<bool> logsPrompts;
    std::optional<bool> trainsOnPrompts;
    std::optional<std::int32_t> retentionDays;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.nullable("logs_prompts", self.logsPrompts);
        codec.nullable("trains_on_prompts", self.trainsOnPrompts);
        codec.nullable("retention_days", self.retentionDays);
    }
};

struct DataPolicyChange
{
    std::optional<std::optional<bool>> logsPrompts;
    std::optional<std::optional<bool>> trainsOnPrompts;
    std::optional<std::optional<std::int32_t>> retentionDays;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.clearable("logs_prompts", self.logsPrompts);
        codec.clearable("trains_on_prompts", self.trainsOnPrompts);
        codec.clearable("retention_days", self.retentionDays);
    }
};

// Goes along with every request to a provider; no secret.
struct HeaderField
{
    std::string name;
    std::string value;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("name", self.name);
        codec.required("value", self.value);
    }
};

// Its secret is write-only: an answer says no more than that there is one.
struct Provider
{
    ProviderId id;
    std::string name;
    std::string protocol; // "openai", "openrouter", "anthropic", "ollama", "simulator"
    std::string baseUrl;
    bool hasSecret = false;
    bool allowsPrivateAddresses = false;
    bool isEnabled = true;
    std::string region;
    std::vector<HeaderField> headers;
    DataPolicy dataPolicy;
    std::optional<Simulator> simulator; // of the simulator's own providers
    std::int64_t version = 1;
    Instant createdAt{};

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("id", self.id);
        codec.required("name", self.name);
        codec.required("protocol", self.protocol);
        codec.required("base_url", self.baseUrl);
        codec.required("has_secret", self.hasSecret);
        codec.required("allow_private_addresses", self.allowsPrivateAddresses);
        codec.required("enabled", self.isEnabled);
        codec.required("region", self.region);
        codec.required("headers", self.headers);
        codec.required("data_policy", self.dataPolicy);
        codec.nullable("simulator", self.simulator);
        codec.required("version", self.version);
        codec.required("created_at", self.createdAt);
    }
};

struct ProviderDraft
{
    std::string name;
    std::string protocol;
    std::string baseUrl;
    Secret secret;
    bool allowsPrivateAddresses = false;
    bool isEnabled = true;
    std::string region;
    std::vector<HeaderField> headers;
    DataPolicy dataPolicy;
    std::optional<Simulator> simulator;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("name", self.name);
        codec.required("protocol", self.protocol);
        codec.defaulted("base_url", self.baseUrl);
        codec.defaulted("secret", self.secret);
        codec.defaulted("allow_private_addresses", self.allowsPrivateAddresses);
        codec.defaulted("enabled", self.isEnabled);
        codec.defaulted("region", self.region);
        codec.defaulted("headers", self.headers);
        codec.defaulted("data_policy", self.dataPolicy);
        codec.nullable("simulator", self.simulator);
    }
};

struct ProviderChange
{
    std::optional<std::string> name;
    std::optional<std::string> baseUrl;
    std::optional<Secret> secret;
    std::optional<bool> allowsPrivateAddresses;
    std::optional<bool> isEnabled;
    std::optional<std::string> region;
    std::optional<std::vector<HeaderField>> headers;
    std::optional<DataPolicyChange> dataPolicy;
    std::optional<Simulator> simulator;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.change("name", self.name);
        codec.change("base_url", self.baseUrl);
        codec.change("secret", self.secret);
        codec.change("allow_private_addresses", self.allowsPrivateAddresses);
        codec.change("enabled", self.isEnabled);
        codec.change("region", self.region);
        codec.change("headers", self.headers);
        codec.change("data_policy", self.dataPolicy);
        codec.change("simulator", self.simulator);
    }
};

} // namespace gotoai::protocol
