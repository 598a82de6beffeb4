// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/planid.h"
#include "protocol/codec.h"

#include <optional>
#include <string>

namespace gotoai::protocol {

// A fee policy that accounts point to.
struct Plan
{
    PlanId id;
    std::string name;
    std::int32_t feeBasisPoints = 0;
    Money feePerCall;
    std::int64_t version = 1;
    Instant createdAt{};

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("id", self.id);
        codec.required("name", self.name);
        codec.required("fee_basis_points", self.feeBasisPoints);
        codec.required("fee_per_call_usd", self.feePerCall);
        codec.required("version", self.version);
        codec.required("created_at", self.createdAt);
    }
};

struct PlanDraft
{
    std::string name;
    std::int32_t feeBasisPoints = 0;
    Money feePerCall;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("name", self.name);
        codec.defaulted("fee_basis_points", self.feeBasisPoints);
        codec.defaulted("fee_per_call_usd", self.feePerCall);
    }
};

struct PlanChange
{
    std::optional<std::string> name;
    std::optional<std::int32_t> feeBasisPoints;
    std::optional<Money> feePerCall;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.change("name", self.name);
        codec.change("fee_basis_points", self.feeBasisPoints);
        codec.change("fee_per_call_usd", self.feePerCall);
    }
};

} // namespace gotoai::protocol
