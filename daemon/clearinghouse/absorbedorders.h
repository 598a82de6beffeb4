// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/id.h"
#include "base/result.h"
#include "money/money.h"

#include <vector>

namespace gotoai::storage {
class Database;
}

namespace gotoai::clearinghouse {

// An order, and what the platform bore of its attempts' costs.
struct AbsorbedOrder
{
    Instant at{};
    Money absorbed;
};

// Orders of an account since then, oldest first. Over a read-only connection.
Result<std::vector<AbsorbedOrder>> readAbsorbedOrders(storage::Database& database, const AccountId& account,
                                                      Instant since);

} // namespace gotoai::clearinghouse
