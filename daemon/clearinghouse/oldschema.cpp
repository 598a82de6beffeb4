// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/oldschema.h"

#include <string>
#include <string_view>

namespace gotoai::clearinghouse {
namespace {

using storage::Database;

constexpr char kBookings[] =
    "CREATE TEMP TABLE bookings(number INTEGER PRIMARY KEY, id, kind, account, provider, order_number, part, rail, "
    "scope, reference, amount_nano, promo_nano, absorbed_nano, debit, credit, reason, made_by, at_us, expires_us, "
    "first_transfer, transfer_count, leaf);"
    "CREATE TEMP VIEW batches AS SELECT *, 0 AS last_booking FROM main.batches;"
    "CREATE TEMP VIEW checkpoint_through AS SELECT *, 0 AS last_booking FROM main.checkpoint_through;"
    "CREATE TEMP VIEW checkpoint_open_orders AS SELECT *, 0 AS promo_nano FROM main.checkpoint_open_orders;";

constexpr char kRequests[] = "CREATE TEMP TABLE order_requests(order_number INTEGER PRIMARY KEY, scope, body);";

constexpr char kBudgets[] =
    "CREATE TEMP VIEW orders AS SELECT *, x'' AS terms FROM main.orders;"
    "CREATE TEMP TABLE checkpoint_budgets(budget, from_us, spent_nano, held_nano, open_orders);";

constexpr char kTiers[] = "CREATE TEMP TABLE settled_price_tiers(price INTEGER PRIMARY KEY, tiers);";

Result<bool> hasTable(Database& database, std::string_view table)
{
    auto statement = database.prepare("SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = ?1");
    if (!statement)
        return std::move(statement).error();
    return statement->bind(1, table).step();
}

// Unless the table that came with them is there.
Result<void> bridge(Database& database, std::string_view table, std::string_view stand)
{
    const auto isThere = hasTable(database, table);
    if (!isThere)
        return isThere.error();
    if (*isThere)
        return {};
    return database.execute("PRAGMA query_only = OFF;" + std::string(stand) + "PRAGMA query_only = ON;");
}

} // namespace

Result<void> bridgeOldSchema(Database& database)
{
    if (auto bridged = bridge(database, "bookings", kBookings); !bridged)
        return bridged;
    if (auto bridged = bridge(database, "order_requests", kRequests); !bridged)
        return bridged;
    if (auto bridged = bridge(database, "settled_price_tiers", kTiers); !bridged)
        return bridged;
    return bridge(database, "checkpoint_budgets", kBudgets);
}

} // namespace gotoai::clearinghouse
