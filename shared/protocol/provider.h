// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/codec.h"

#include <optional>
#include <string>

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

// Its secret is write-only: an answer says no more than that there is one.
struct Provider
{
    ProviderId id;
    std::string name;
    std::string protocol; // "openai", "simulator"
    std::string baseUrl;
    bool hasSecret = false;
    bool allowsPrivateAddresses = false;
    bool isEnabled = true;
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
    std::optional<Simulator> simulator;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.change("name", self.name);
        codec.change("base_url", self.baseUrl);
        codec.change("secret", self.secret);
        codec.change("allow_private_addresses", self.allowsPrivateAddresses);
        codec.change("enabled", self.isEnabled);
        codec.change("simulator", self.simulator);
    }
};

} // namespace gotoai::protocol
