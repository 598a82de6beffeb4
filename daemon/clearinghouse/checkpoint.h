// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "clearinghouse/books.h"
#include "storage/database.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace gotoai::clearinghouse {

// Balances, open orders and the tallies of budgets as of some point, kept beside the ledger so that a start reads the
// tail alone. A cache: everything in it follows from the append-only tables, and verifyBooks() holds it against them.

struct Checkpoint
{
    struct Balance
    {
        std::int64_t account = 0;
        Money balance{};
    };
    struct Open
    {
        OrderNumber number = 0;
        OpenOrder order{};
    };

    struct Budget
    {
        BudgetId budget;
        BudgetTallies::Windows windows;
    };

    Counters through{};
    std::vector<Balance> balances; // that changed since the last one
    std::vector<Open> openOrders;  // all of them
    std::vector<Budget> budgets;   // that changed since the last one
};

Checkpoint takeCheckpoint(const Books& books);

// Inside a transaction that ends, for the tables, where the checkpoint was taken.
Result<void> saveCheckpoint(storage::Database& database, const Checkpoint& checkpoint);

// Checkpoint and tail. Corrupt when the rows contradict each other, the last batch or the checkpoint.
Result<Books> loadBooks(storage::Database& database, const IdBytes& book);

// Where the checkpoint was made, in orders, transitions, transfers and bookings; empty when there is none.
Result<std::optional<Counters>> checkpointPlace(storage::Database& database);
bool isCheckpointAt(const Counters& checkpoint, const Counters& at);

// Corrupt when the checkpoint is not what `books`, folded to where it was made, say.
Result<void> auditCheckpoint(storage::Database& database, const Books& books);

} // namespace gotoai::clearinghouse
