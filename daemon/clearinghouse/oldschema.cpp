// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/oldschema.h"

namespace gotoai::clearinghouse {
namespace {

using storage::Database;

struct Bridge
{
    const char* table; // that older ones lack
    const char* sql;
};

constexpr Bridge kBridges[] = {
    {"bookings",
     "CREATE TEMP TABLE bookings(number INTEGER PRIMARY KEY, id, kind, account, provider, order_number, part, rail, "
     "scope, reference, amount_nano, promo_nano, absorbed_nano, debit, credit, reason, made_by, at_us, expires_us, "
     "first_transfer, transfer_count, leaf);"
     "CREATE TEMP VIEW batches AS SELECT *, 0 AS last_booking FROM main.batches;"
     "CREATE TEMP VIEW checkpoint_through AS SELECT *, 0 AS last_booking FROM main.checkpoint_through;"
     "CREATE TEMP VIEW checkpoint_open_orders AS SELECT *, 0 AS promo_nano FROM main.checkpoint_open_orders;"},
    {"order_requests", "CREATE TEMP TABLE order_requests(order_number INTEGER PRIMARY KEY, scope, body);"},
};

Result<bool> hasTable(Database& database, std::string_view name)
{
    auto statement = database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1");
    if (!statement)
        return std::move(statement).error();
    statement->bind(1, name);
    return statement->step();
}

} // namespace

Result<void> bridgeOldSchema(Database& database)
{
    for (const Bridge& bridge : kBridges) {
        const auto isThere = hasTable(database, bridge.table);
        if (!isThere)
            return isThere.error();
        if (*isThere)
            continue;
        auto bridged =
            database.execute(std::string("PRAGMA query_only = OFF;") + bridge.sql + "PRAGMA query_only = ON;");
        if (!bridged)
            return bridged;
    }
    return {};
}

} // namespace gotoai::clearinghouse
