// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"
#include "base/result.h"
#include "hypercore/access/peppers.h"
#include "hypercore/access/plan.h"
#include "hypercore/access/renewals.h"
#include "hypercore/routing/allowedmodels.h"
#include "hypercore/routing/routingmode.h"
#include "money/fee.h"
#include "money/money.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace gotoai::hypercore {

// A customer: owns a wallet and API keys.
struct Account
{
    AccountId id;
    std::string name;
    Money creditLimit; // how far its wallet may go below zero; 0 is prepaid
    FeePolicy fee;     // that counts
    bool isEnabled = true;
    std::int64_t version = 1;
    Instant createdAt{};
    std::optional<RoutingMode> mode{}; // of requests that ask for none, and whose key does not
    std::optional<FeePolicy> ownFee{}; // before its plan's
    std::optional<PlanId> plan{};
    std::optional<Money> lowBalance{}; // an alert is raised where less is available; above −creditLimit

    FeeSource feeSource() const
    {
        return ownFee ? FeeSource::Account : plan ? FeeSource::Plan : FeeSource::Configuration;
    }
};

struct ApiKey
{
    KeyId id;
    AccountId account;
    std::string label;
    PepperedMac mac;  // of the whole key text
    std::string hint; // the last four characters, for people to tell keys apart
    std::optional<Instant> expiresAt;
    std::optional<Instant> revokedAt;
    std::int64_t version = 1;
    Instant createdAt{};
    std::optional<RoutingMode> mode{}; // of requests that ask for none
    AllowedModels models{};            // that it may use
};

// Who a request acts for.
struct Customer
{
    std::shared_ptr<const Account> account;
    std::shared_ptr<const ApiKey> key;
};

// An immutable picture of accounts and keys. Lanes share it; an order keeps the Customer it started with.
class AccessSnapshot
{
public:
    using Accounts = std::unordered_map<AccountId, std::shared_ptr<const Account>>;
    using Keys = std::unordered_map<KeyId, std::shared_ptr<const ApiKey>>;

    AccessSnapshot() = default;
    // `renewals`, if any, are told keys that lie under an older pepper, when somebody proves to hold them.
    AccessSnapshot(Accounts accounts, Keys keys, std::shared_ptr<const Peppers> peppers,
                   std::shared_ptr<Renewals> renewals = {});

    // `text` is the key as the client sent it, gai_<id>_<secret><crc>. Compares in constant time.
    // InvalidCredential (malformed, checksum, unknown, wrong), RevokedCredential, ExpiredCredential,
    // Forbidden (the account is disabled).
    Result<Customer> authenticate(std::string_view text, Instant now) const;

    const Accounts& accounts() const { return m_accounts; }
    const Keys& keys() const { return m_keys; }

private:
    Accounts m_accounts;
    Keys m_keys;
    std::shared_ptr<const Peppers> m_peppers = std::make_shared<const Peppers>();
    std::shared_ptr<Renewals> m_renewals;
};

} // namespace gotoai::hypercore
