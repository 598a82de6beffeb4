// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"
#include "base/result.h"
#include "clearinghouse/order.h"
#include "storage/database.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gotoai::clearinghouse {

// Newest first: rows numbered below `before` (all, if empty), at most `limit` (1…500).
struct PageRequest
{
    std::size_t limit = 100;
    std::optional<std::int64_t> before;
};

template<class T>
struct Page
{
    std::vector<T> rows;
    std::optional<std::int64_t> next; // `before` of the following page; empty at the end
};

struct AttemptRow
{
    int number = 1;
    ProviderId provider;
    EndpointId endpoint;
    PriceId price;
    Payer payer = Payer::Platform;
    Usage usage;
    UsageSource usageSource = UsageSource::None;
    Money cost;
    std::string outcome;
    std::string upstreamId;
    int httpStatus = 0;
    Instant startedAt;
    std::optional<Instant> firstTokenAt;
    Instant endedAt;
};

struct OrderRow
{
    OrderNumber number = 0;
    OrderId id;
    OrderState state = OrderState::Reserved;
    AccountId account;
    KeyId key;
    std::string model;
    std::string mode;
    bool isStreamed = false;
    Money hold;
    Money charge;
    Money providerCost;
    Money fee;
    std::string reason;
    bool wasInDoubt = false;
    Instant createdAt;
    std::optional<Instant> endedAt;
    std::vector<AttemptRow> attempts;
};

struct OrderFilter
{
    std::optional<AccountId> account;
    std::optional<KeyId> key;
    std::optional<OrderState> state;
};

struct TransferRow
{
    std::int64_t number = 0;
    std::optional<OrderId> order;
    std::string kind;  // reserve, cost, fee, release, absorb, topup
    std::string debit; // name of the ledger account: "wallet:acct_…:available"
    std::string credit;
    Money amount; // > 0
    Instant at;
};

struct TransferFilter
{
    std::optional<OrderId> order;
    std::optional<std::string> kind;
};

struct TopUpRow
{
    std::int64_t number = 0;
    TopUpId id;
    AccountId account;
    std::string rail;
    std::string externalId;
    Money amount;
    Instant at;
};

// Reads the ledger over a read-only connection, in short transactions. Used by one thread at a time.
// NotFound for an unknown id; StoreUnavailable when the database cannot be read.
class LedgerQueries
{
public:
    explicit LedgerQueries(storage::Database& database);

    Result<Page<OrderRow>> orders(const OrderFilter& filter, const PageRequest& page);
    Result<OrderRow> order(const OrderId& id);
    Result<Page<TransferRow>> transfers(const TransferFilter& filter, const PageRequest& page);
    Result<Page<TopUpRow>> topUps(const std::optional<AccountId>& account, const PageRequest& page);

private:
    storage::Database& m_database;
};

} // namespace gotoai::clearinghouse
