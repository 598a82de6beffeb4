// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/codec.h"

#include <optional>
#include <string>

namespace gotoai::protocol {

// What is known of how far an order in doubt had come.
struct DoubtEvidence
{
    Instant seenAt{};
    std::int32_t attempts = 1; // the last one ran
    ProviderId provider;       // of the last one
    EndpointId endpoint;
    std::string upstreamId;   // what the provider calls its answer; may be empty
    bool isDelivered = false; // the answer had begun to go out
    std::int64_t promptTokens = 0;
    std::int64_t completionTokens = 0;
    std::string usageSource; // "reported", "estimated", "none"
    Money charge;            // what settling by it would charge

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("seen_at", self.seenAt);
        codec.required("attempts", self.attempts);
        codec.required("provider", self.provider);
        codec.required("endpoint", self.endpoint);
        codec.required("upstream_id", self.upstreamId);
        codec.required("delivered", self.isDelivered);
        codec.required("prompt_tokens", self.promptTokens);
        codec.required("completion_tokens", self.completionTokens);
        codec.required("usage_source", self.usageSource);
        codec.required("charge_usd", self.charge);
    }
};

// An order whose end was lost in a crash.
struct Doubt
{
    OrderId order;
    std::int64_t number = 0; // of the order
    AccountId account;
    std::string model;
    Money hold;
    Instant since{};
    Instant deadline{}; // when it is released at charge 0
    std::optional<DoubtEvidence> evidence;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("order", self.order);
        codec.required("number", self.number);
        codec.required("account", self.account);
        codec.required("model", self.model);
        codec.required("hold_usd", self.hold);
        codec.required("since", self.since);
        codec.required("deadline", self.deadline);
        codec.nullable("evidence", self.evidence);
    }
};

// Why an operator ends a doubt.
struct DoubtDraft
{
    std::string reason;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("reason", self.reason);
    }
};

// How it ended.
struct DoubtEnd
{
    OrderId order;
    std::string state; // "finalized", "released"
    Money charge;
    Money released; // of the hold

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("order", self.order);
        codec.required("state", self.state);
        codec.required("charge_usd", self.charge);
        codec.required("released_usd", self.released);
    }
};

} // namespace gotoai::protocol
