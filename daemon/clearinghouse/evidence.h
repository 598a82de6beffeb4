// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clearinghouse/order.h"
#include "storage/database.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

// What is known of orders that run, for the case that their process ends before they do. Not part of the books: rows of
// their own in the same database, written about once a second behind the order path, gone when the order has ended.
namespace gotoai::clearinghouse {

// What had reached the client of its answer before the attempt that runs began, which goes on with it.
struct BegunPart
{
    std::int64_t tokens = 0;
    std::int64_t promptTokens = 0; // of the request alone, as counted or estimated
    bool operator==(const BegunPart&) const = default;
};

struct OrderEvidence
{
    OrderNumber order = 0;
    // So far, numbered from 1; the last one may run: its usage as counted or estimated by then. Paid by the user where
    // its output has gone to him.
    std::vector<AttemptRecord> attempts;
    std::int64_t choices = 1; // answers that each was asked for
    std::optional<BegunPart> begun{};
    Instant seenAt;
};

// As it was kept: prices by their id alone.
struct KeptAttempt
{
    AttemptRecord record; // without its price
    PriceId price;
};
struct KeptEvidence
{
    std::vector<KeptAttempt> attempts;
    std::int64_t choices = 1;
    std::optional<BegunPart> begun{};
    Instant seenAt;
};

// An order whose end was lost.
struct Doubt
{
    OrderNumber number = 0;
    OrderId id;
    AccountId account;
    std::string model;
    Money hold; // with its extensions
    Instant since;
    Instant deadline;
    std::optional<KeptEvidence> evidence;
};

// Inside a transaction. Replaces what was known of these orders, and forgets orders that have ended.
Result<void> keepEvidence(storage::Database& database, std::span<const OrderEvidence> evidence);

// Orders in doubt numbered below `before`, newest first, at most `limit`.
Result<std::vector<Doubt>> readDoubts(storage::Database& database, std::optional<OrderNumber> before,
                                      std::size_t limit);
// NotFound unless it is in doubt.
Result<Doubt> readDoubt(storage::Database& database, const OrderId& id);

} // namespace gotoai::clearinghouse
