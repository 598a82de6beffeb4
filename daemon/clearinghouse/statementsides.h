// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"
#include "base/result.h"
#include "storage/database.h"

#include <cstdint>
#include <string>
#include <vector>

namespace gotoai::clearinghouse {

// One of a customer's ledger accounts.
struct Side
{
    std::int64_t number = 0;
    bool isHeld = false;
    bool isPromo = false;
};

using Sides = std::vector<Side>;

// "wallet:acct_…:available", "promo:acct_…:held" and whatever else is kept under the customer's name. StoreUnavailable.
Result<Sides> sidesOf(storage::Database& database, const AccountId& account);

// A condition of SQL: that the column, "t.debit", is one of them.
std::string isOneOf(const char* column, const Sides& sides);

} // namespace gotoai::clearinghouse
