// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/codec.h"

#include <optional>
#include <string>

namespace gotoai::protocol {

struct TopUp
{
    TopUpId id;
    std::int64_t number = 0;
    AccountId account;
    std::string rail;
    std::string externalId;
    Money amount;
    Instant at{};

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("id", self.id);
        codec.required("number", self.number);
        codec.required("account", self.account);
        codec.required("rail", self.rail);
        codec.required("external_id", self.externalId);
        codec.required("amount_usd", self.amount);
        codec.required("at", self.at);
    }
};

// The answer to a top-up; the same for every repetition of it.
struct TopUpReceipt
{
    TopUpId id;
    AccountId account;
    std::string rail;
    std::string externalId;
    Money amount;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("id", self.id);
        codec.required("account", self.account);
        codec.required("rail", self.rail);
        codec.required("external_id", self.externalId);
        codec.required("amount_usd", self.amount);
    }
};

struct TopUpDraft
{
    AccountId account;
    std::string rail = "manual";
    std::optional<std::string> externalId; // the rail's own id; the request's Idempotency-Key if there is none
    Money amount;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("account", self.account);
        codec.defaulted("rail", self.rail);
        codec.nullable("external_id", self.externalId);
        codec.required("amount_usd", self.amount);
    }
};

} // namespace gotoai::protocol
