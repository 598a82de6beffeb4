// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/codec.h"

#include <optional>
#include <string>
#include <vector>

// The data of server-sent events, by topic. `balances` has a Wallet, `breaker` an EndpointHealth,
// `system` a SystemFigures.
namespace gotoai::protocol {

// orders: one has ended.
struct OrderEvent
{
    OrderId id;
    AccountId account;
    KeyId key;
    std::string model;
    std::optional<std::string> state; // in the books; null when they took nothing of it
    std::string reason;
    bool isStreamed = false;
    std::int32_t attempts = 0;
    Money charge;
    Money providerCost;
    Money platformFee;
    std::int64_t promptTokens = 0;
    std::int64_t completionTokens = 0;
    Instant createdAt{};
    Instant endedAt{};

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("id", self.id);
        codec.required("account", self.account);
        codec.required("key", self.key);
        codec.required("model", self.model);
        codec.nullable("state", self.state);
        codec.required("reason", self.reason);
        codec.required("streamed", self.isStreamed);
        codec.required("attempts", self.attempts);
        codec.required("charge_usd", self.charge);
        codec.required("provider_cost_usd", self.providerCost);
        codec.required("platform_fee_usd", self.platformFee);
        codec.required("prompt_tokens", self.promptTokens);
        codec.required("completion_tokens", self.completionTokens);
        codec.required("created_at", self.createdAt);
        codec.required("ended_at", self.endedAt);
    }
};

// health: readiness has changed, as in /readyz.
struct HealthEvent
{
    std::string status; // "ready" or "not_ready"
    std::vector<std::string> reasons;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("status", self.status);
        codec.required("reasons", self.reasons);
    }
};

// config: a resource was written; read it again.
struct ConfigEvent
{
    std::string route; // "/admin/v1/keys/{id}"
    std::string method;
    std::string resource; // its id; empty when it has none

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("route", self.route);
        codec.required("method", self.method);
        codec.required("resource", self.resource);
    }
};

} // namespace gotoai::protocol
