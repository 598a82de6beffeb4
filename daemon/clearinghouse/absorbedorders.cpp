// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/absorbedorders.h"

#include "clearinghouse/order.h"
#include "storage/database.h"

namespace gotoai::clearinghouse {

Result<std::vector<AbsorbedOrder>> readAbsorbedOrders(storage::Database& database, const AccountId& account,
                                                      Instant since)
{
    auto statement = database.prepare("SELECT o.at_us, coalesce(sum(a.cost_nano), 0) FROM orders o "
                                      "LEFT JOIN attempts a ON a.order_number = o.number AND a.payer = ?3 "
                                      "WHERE o.account = ?1 AND o.at_us >= ?2 GROUP BY o.number ORDER BY o.number");
    if (!statement)
        return std::move(statement).error();
    statement->bind(1, account.bytes())
        .bind(2, toMicroseconds(since))
        .bind(3, static_cast<std::int64_t>(Payer::Platform));
    std::vector<AbsorbedOrder> orders;
    for (;;) {
        const auto row = statement->step();
        if (!row)
            return row.error();
        if (!*row)
            return orders;
        orders.push_back({fromMicroseconds(statement->integer(0)), Money::fromNano(statement->integer(1))});
    }
}

} // namespace gotoai::clearinghouse
