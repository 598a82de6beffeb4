// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/planid.h"
#include "protocol/codec.h"

#include <optional>
#include <string>

namespace gotoai::protocol {

struct Account
{
    AccountId id;
    std::string name;
    Money creditLimit;
    std::int32_t feeBasisPoints = 0; // that count, wherever they come from
    Money feePerCall;
    bool isEnabled = true;
    std::int64_t version = 1;
    Instant createdAt{};
    std::optional<std::string> mode; // "cheap", "quality", "latency", "privacy", "code": of requests that ask for none
    std::optional<PlanId> plan{};
    std::string feeSource = "account"; // "account", "plan", "configuration"
    std::optional<Money> lowBalance;   // an alert is raised where less is available

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("id", self.id);
        codec.required("name", self.name);
        codec.required("credit_limit_usd", self.creditLimit);
        codec.required("fee_basis_points", self.feeBasisPoints);
        codec.required("fee_per_call_usd", self.feePerCall);
        codec.required("enabled", self.isEnabled);
        codec.required("version", self.version);
        codec.required("created_at", self.createdAt);
        codec.nullable("mode", self.mode);
        codec.nullable("plan", self.plan);
        codec.defaulted("fee_source", self.feeSource);
        codec.nullable("low_balance_usd", self.lowBalance);
    }
};

struct AccountDraft
{
    std::string name;
    Money creditLimit;
    std::optional<std::int32_t> feeBasisPoints{}; // without both, its plan's fee counts or the configuration's
    std::optional<Money> feePerCall{};
    bool isEnabled = true;
    std::optional<std::string> mode;
    std::optional<PlanId> plan{};
    std::optional<Money> lowBalance;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("name", self.name);
        codec.defaulted("credit_limit_usd", self.creditLimit);
        codec.nullable("fee_basis_points", self.feeBasisPoints);
        codec.nullable("fee_per_call_usd", self.feePerCall);
        codec.defaulted("enabled", self.isEnabled);
        codec.nullable("mode", self.mode);
        codec.nullable("plan", self.plan);
        codec.nullable("low_balance_usd", self.lowBalance);
    }
};

struct AccountChange
{
    std::optional<std::string> name;
    std::optional<Money> creditLimit;
    std::optional<std::optional<std::int32_t>> feeBasisPoints;
    std::optional<std::optional<Money>> feePerCall;
    std::optional<bool> isEnabled;
    std::optional<std::optional<std::string>> mode;
    std::optional<std::optional<PlanId>> plan{};
    std::optional<std::optional<Money>> lowBalance;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.change("name", self.name);
        codec.change("credit_limit_usd", self.creditLimit);
        codec.clearable("fee_basis_points", self.feeBasisPoints);
        codec.clearable("fee_per_call_usd", self.feePerCall);
        codec.change("enabled", self.isEnabled);
        codec.clearable("mode", self.mode);
        codec.clearable("plan", self.plan);
        codec.clearable("low_balance_usd", self.lowBalance);
    }
};

} // namespace gotoai::protocol
