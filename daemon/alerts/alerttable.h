// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alert.h"
#include "base/result.h"
#include "storage/database.h"
#include "storage/migration.h"

#include <span>
#include <vector>

namespace gotoai::alerts {

// The table alerts. Functions of one connection; on the writer's thread once there is one. StoreUnavailable when the
// database fails, Corrupt on rows that cannot be.
std::span<const storage::Migration> alertMigrations();

// At start: all that are open, and of the others the `most` newest.
Result<std::vector<Alert>> loadAlerts(storage::Database& database, std::size_t most);

// A new row, or what was found since.
Result<void> saveFinding(storage::Database& database, const Alert& alert);
// All of it.
Result<void> saveAlert(storage::Database& database, const Alert& alert);
// VersionConflict when it was acknowledged before.
Result<void> markAcknowledged(storage::Database& database, const Alert& next);
Result<void> deleteAlert(storage::Database& database, const AlertId& id);

} // namespace gotoai::alerts
