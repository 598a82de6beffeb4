// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "reconciliation/reconciliation.h"
#include "storage/database.h"

#include <functional>
#include <string>
#include <vector>

// The sides of a match as their tables have them. StoreUnavailable when those cannot be read.
namespace gotoai::reconciliation {

// An attempt of an order that has ended.
struct BookedAttempt
{
    clearinghouse::OrderNumber number = 0;
    OrderId order;
    std::int64_t attempt = 1;
    bool isOnly = true; // the order had no other
    EndpointId endpoint;
    Money hold; // of the order, without its extensions
    std::optional<TokenCounts> counts;
    Money cost;
    LaterBookings late; // a cost that came late
    std::string upstreamId;
    Instant endedAt{};

    LedgerSide side() const { return {.hold = hold, .counts = counts, .cost = cost}; }
};

// The last known attempt of an order that has not ended.
struct OpenAttempt
{
    OrderId order;
    std::int64_t attempt = 1;
    std::string model; // as the client asked
    std::string upstreamId;
    Money hold;
    Instant beganAt{};
    bool isInDoubt = false;
};

// A line of the statement.
struct BilledRow
{
    std::int64_t number = 0;
    std::string externalId;
    std::string model;
    Instant at{};
    std::optional<TokenCounts> counts;
    std::optional<std::int64_t> cost;
    bool isAbsurd = false;

    StatementSide side() const { return {.rows = 1, .counts = counts, .cost = cost, .isAbsurd = isAbsurd}; }
};

// Orders' numbers, both ends excluded.
struct OrderRange
{
    std::int64_t above = 0;
    std::int64_t below = 0;
};

// Those that the platform pays the provider for: not those of a customer's own key.
Result<void> forEachAttempt(storage::Database& ledger, const ProviderId& provider, const OrderRange& range,
                            const std::function<Result<void>(const BookedAttempt&)>& take);
Result<void> forEachOpenAttempt(storage::Database& ledger, const ProviderId& provider,
                                const std::function<Result<void>(const OpenAttempt&)>& take);
// With what extended it.
Result<Money> holdOf(storage::Database& ledger, const BookedAttempt& attempt);

// What the request log kept of an order's only attempt; empty where it kept nothing.
Result<std::optional<TokenCounts>> evidenceOf(storage::Database* requests, const BookedAttempt& attempt);

// Rows without an id, and those with one, by their ids.
Result<void> forEachBucketRow(storage::Database& ledger, const StatementId& statement,
                              const std::function<void(const BilledRow&)>& take);
Result<void> forEachNamedRow(storage::Database& ledger, const StatementId& statement,
                             const std::function<void(const BilledRow&)>& take);
Result<std::vector<BilledRow>> rowsOf(storage::Database& ledger, const StatementId& statement,
                                      const std::string& externalId);

void addCost(StatementSide& side, std::optional<std::int64_t> cost);

// The rows of one request as one side; empty when there is none.
std::optional<StatementSide> sideOf(const std::vector<BilledRow>& rows);

} // namespace gotoai::reconciliation
