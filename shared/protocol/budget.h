// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/budgetid.h"
#include "protocol/codec.h"

#include <optional>
#include <string>

namespace gotoai::protocol {

// A budget as it is configured.
struct BudgetSettings
{
    BudgetId id;
    AccountId account;
    std::optional<KeyId> key; // none: of the account, over all its keys
    std::string name;
    std::string period;   // hour, day, week, month, total
    std::string timeZone; // IANA name
    Money limit;
    std::int64_t version = 1;
    Instant createdAt{};

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("id", self.id);
        codec.required("account", self.account);
        codec.nullable("key", self.key);
        codec.required("name", self.name);
        codec.required("period", self.period);
        codec.required("time_zone", self.timeZone);
        codec.required("limit_usd", self.limit);
        codec.required("version", self.version);
        codec.required("created_at", self.createdAt);
    }
};

// With what its present window has seen.
struct Budget
{
    BudgetSettings settings;
    Money spent;
    Money held;
    Money remaining;                  // never below zero
    std::optional<Instant> startedAt; // of the window
    std::optional<Instant> resetsAt;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        BudgetSettings::describe(self.settings, codec);
        codec.required("spent_usd", self.spent);
        codec.required("held_usd", self.held);
        codec.required("remaining_usd", self.remaining);
        codec.nullable("started_at", self.startedAt);
        codec.nullable("resets_at", self.resetsAt);
    }
};

struct BudgetDraft
{
    AccountId account;
    std::optional<KeyId> key;
    std::string name;
    std::string period;
    std::string timeZone = "UTC";
    Money limit;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("account", self.account);
        codec.nullable("key", self.key);
        codec.required("name", self.name);
        codec.required("period", self.period);
        codec.defaulted("time_zone", self.timeZone);
        codec.required("limit_usd", self.limit);
    }
};

struct BudgetChange
{
    std::optional<std::string> name;
    std::optional<Money> limit;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.change("name", self.name);
        codec.change("limit_usd", self.limit);
    }
};

} // namespace gotoai::protocol
