// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "clearinghouse/books.h"
#include "storage/database.h"

namespace gotoai::clearinghouse {

// Balances and open orders as of some point, kept beside the ledger so that a start reads the tail alone. A cache:
// everything in it follows from the append-only tables, and verifyBooks() holds it against them.

// Writes what changed since the last one. Inside a transaction, after its last transfer.
Result<void> saveCheckpoint(storage::Database& database, const Books& books);

// Checkpoint and tail. Corrupt when the rows contradict each other, the last batch or the checkpoint.
Result<Books> loadBooks(storage::Database& database, const IdBytes& book);

// Corrupt when the checkpoint is not what `books`, folded to where it was made, say.
Result<void> auditCheckpoint(storage::Database& database, const Books& books);

} // namespace gotoai::clearinghouse
