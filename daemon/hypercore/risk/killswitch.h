// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/riskid.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace gotoai::hypercore {

struct Everything
{
    auto operator<=>(const Everything&) const = default;
};

struct ModelName
{
    std::string id; // as in the catalogue
    auto operator<=>(const ModelName&) const = default;
};

// What a kill switch stops: all orders, what would go to a part of the supply, or a customer's.
using KillTarget = std::variant<Everything, ProviderId, EndpointId, ModelName, AccountId, KeyId>;

inline constexpr std::array<std::string_view, 6> kKillScopes{"global", "provider", "endpoint",
                                                             "model",  "account",  "key"}; // as in KillTarget
std::string_view scopeWord(const KillTarget& target);
std::string targetText(const KillTarget& target); // an id, the model; empty for Everything
// InvalidRequest naming `scope` or `target`.
Result<KillTarget> parseKillTarget(std::string_view scope, std::string_view target);

struct KillSwitch
{
    KillSwitchId id;
    KillTarget target;
    std::string reason;
    std::optional<Instant> expiresAt;
    std::optional<Instant> releasedAt;
    std::string createdBy;  // an e-mail address or a token's label, as it was then
    std::string releasedBy; // empty while it is not
    Instant createdAt{};

    bool hasExpired(Instant now) const { return !releasedAt && expiresAt && *expiresAt <= now; }
    bool isOn(Instant now) const { return !releasedAt && !hasExpired(now); }
};

} // namespace gotoai::hypercore
