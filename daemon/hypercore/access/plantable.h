// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "hypercore/access/plan.h"
#include "storage/database.h"

#include <vector>

namespace gotoai::hypercore {

// The table plans. Functions of one connection; on the writer's thread once there is one. StoreUnavailable when the
// database fails, Corrupt on rows that cannot be.
Result<std::vector<Plan>> loadPlans(storage::Database& database);

// Conflict when there is one of this name.
Result<void> insertPlan(storage::Database& database, const Plan& plan);
// The same, and VersionConflict unless the row is still at the version before.
Result<void> updatePlan(storage::Database& database, const Plan& next);
// VersionConflict, and Conflict while an account points to it.
Result<void> deletePlan(storage::Database& database, const Plan& plan);

} // namespace gotoai::hypercore
