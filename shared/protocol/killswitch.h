// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/riskid.h"
#include "protocol/codec.h"

#include <cstdint>
#include <optional>
#include <string>

namespace gotoai::protocol {

struct KillSwitch
{
    KillSwitchId id;
    std::string scope;  // "global", "provider", "endpoint", "model", "account", "key"
    std::string target; // an id or a model; empty for "global"
    std::string reason;
    std::string state; // "on", "released", "expired"
    std::optional<Instant> expiresAt;
    Instant createdAt{};
    std::string createdBy; // an e-mail address or a token's label, as it was then
    std::optional<Instant> releasedAt;
    std::optional<std::string> releasedBy;
    bool isKept = true; // false while the store could not write it: a restart would lift it

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("id", self.id);
        codec.required("scope", self.scope);
        codec.required("target", self.target);
        codec.required("reason", self.reason);
        codec.required("state", self.state);
        codec.nullable("expires_at", self.expiresAt);
        codec.required("created_at", self.createdAt);
        codec.required("created_by", self.createdBy);
        codec.nullable("released_at", self.releasedAt);
        codec.nullable("released_by", self.releasedBy);
        codec.defaulted("kept", self.isKept);
    }
};

// What a kill switch does, or would do, to the orders that run.
struct KillEffect
{
    std::int64_t cut = 0;       // told so, in the stream where one has begun
    std::int64_t rerouted = 0;  // nothing has reached the caller: tried at another endpoint, if there is one
    std::int64_t untouched = 0; // go on

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("cut", self.cut);
        codec.required("rerouted", self.rerouted);
        codec.required("untouched", self.untouched);
    }
};

// As it answers being thrown.
struct ThrownKillSwitch
{
    KillSwitch killSwitch;
    KillEffect orders;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        KillSwitch::describe(self.killSwitch, codec);
        codec.required("orders", self.orders);
    }
};

struct KillSwitchDraft
{
    std::string scope;
    std::string target;
    std::string reason;
    std::optional<Instant> expiresAt;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("scope", self.scope);
        codec.defaulted("target", self.target);
        codec.required("reason", self.reason);
        codec.nullable("expires_at", self.expiresAt);
    }
};

} // namespace gotoai::protocol
