// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "protocol/codec.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace gotoai::protocol {

// One version of the key of credentials' MACs, and how much lies under it that can still prove anybody.
struct Pepper
{
    std::int64_t version = 1;
    bool isActive = false;
    std::optional<Instant> createdAt; // unknown of the first one of older databases
    std::int64_t keys = 0;
    std::int64_t adminTokens = 0;
    std::int64_t sessions = 0;
    std::int64_t invitations = 0;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("version", self.version);
        codec.required("active", self.isActive);
        codec.nullable("created_at", self.createdAt);
        codec.required("keys", self.keys);
        codec.required("admin_tokens", self.adminTokens);
        codec.required("sessions", self.sessions);
        codec.required("invitations", self.invitations);
    }
};

struct Peppers
{
    std::vector<Pepper> peppers; // newest first

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("peppers", self.peppers);
    }
};

// A new pepper needs nothing from outside.
struct PepperDraft
{
    template<class Self, class Codec>
    static void describe(Self&, Codec&)
    {}
};

} // namespace gotoai::protocol
