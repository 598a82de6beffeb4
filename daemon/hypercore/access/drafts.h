// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "hypercore/access/access.h"
#include "hypercore/access/admintoken.h"
#include "hypercore/access/plan.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

// What a Directory is asked to make or change, and what it made.
namespace gotoai::hypercore {

struct AccountDraft
{
    std::string name;             // 1…200 bytes, printable
    Money creditLimit;            // ≥ 0
    std::optional<FeePolicy> fee; // of its own; empty: its plan's, or the configuration's
    bool isEnabled = true;
    std::optional<RoutingMode> mode{};
    std::optional<PlanId> plan{};
    std::optional<Money> lowBalance{};
};

// Empty members stay as they are.
struct AccountChange
{
    std::optional<std::string> name;
    std::optional<Money> creditLimit;
    std::optional<std::optional<std::int32_t>> feeBasisPoints; // without both of these
    std::optional<std::optional<Money>> feePerCall;            // it has no fee of its own
    std::optional<bool> isEnabled;
    std::optional<std::optional<RoutingMode>> mode{}; // an empty one inside: none
    std::optional<std::optional<PlanId>> plan{};      // the same
    std::optional<std::optional<Money>> lowBalance{}; // the same
};

struct PlanDraft
{
    std::string name; // 1…200 bytes, printable
    FeePolicy fee;
};

struct PlanChange
{
    std::optional<std::string> name;
    std::optional<std::int32_t> feeBasisPoints;
    std::optional<Money> feePerCall;
};

struct KeyDraft
{
    AccountId account;
    std::string label; // ≤ 200 bytes, printable
    std::optional<Instant> expiresAt;
    std::optional<RoutingMode> mode{};
    AllowedModels models{};
};

struct KeyChange
{
    std::optional<std::string> label;
    std::optional<std::optional<Instant>> expiresAt;  // an empty one inside: never
    std::optional<std::optional<RoutingMode>> mode{}; // an empty one inside: none
    std::optional<AllowedModels> models{};
};

struct CreatedKey
{
    std::shared_ptr<const ApiKey> key;
    Secret text; // the only time that it exists outside the client
};

struct AdminTokenDraft
{
    std::string label; // ≤ 200 bytes, printable
    Role role = Role::Admin;
    std::optional<AccountId> account{}; // with the role member, and only then
    std::optional<Instant> expiresAt{}; // in the future
};

struct CreatedAdminToken
{
    std::shared_ptr<const AdminToken> token;
    Secret text;
};

// InvalidRequest naming the field as the admin API spells it.
Result<void> checkAccount(const Account& account);
Result<void> checkLabel(std::string_view label);
Result<void> checkExpiry(const std::optional<Instant>& expiresAt, Instant now);
Error noSuchPlan();

// The account's own fee after the change; empty when none of it is left.
std::optional<FeePolicy> changedFee(const std::optional<FeePolicy>& own, const AccountChange& change);

} // namespace gotoai::hypercore
