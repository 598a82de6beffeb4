// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "hypercore/budgets/budget.h"
#include "storage/database.h"
#include "storage/migration.h"

#include <span>
#include <vector>

namespace gotoai::hypercore {

// The table budgets. Functions of one connection; on the writer's thread once there is one. StoreUnavailable when the
// database fails.
std::span<const storage::Migration> budgetMigrations();

// Everything, at start. Corrupt on rows that cannot be, BadConfiguration when the system does not know a time zone.
Result<std::vector<Budget>> loadBudgets(storage::Database& database);

// Conflict when the account or key has a budget of this period.
Result<void> insertBudget(storage::Database& database, const Budget& budget);
// Writes what may change, if the row is still at the version before. VersionConflict otherwise.
Result<void> updateBudget(storage::Database& database, const Budget& next);
// If the row is still at the version of `budget`. VersionConflict otherwise.
Result<void> deleteBudget(storage::Database& database, const Budget& budget);

} // namespace gotoai::hypercore
