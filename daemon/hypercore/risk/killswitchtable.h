// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "hypercore/risk/killswitch.h"
#include "storage/database.h"
#include "storage/migration.h"

#include <span>
#include <vector>

namespace gotoai::hypercore {

// The table kill_switches, which keeps those that are over, too. Functions of one connection; on the writer's thread
// once there is one. StoreUnavailable when the database fails, Corrupt on rows that cannot be.
std::span<const storage::Migration> riskMigrations();

Result<std::vector<KillSwitch>> loadKillSwitches(storage::Database& database);
Result<void> insertKillSwitch(storage::Database& database, const KillSwitch& killSwitch);
// Writes who released it and when; the first time stands.
Result<void> markReleased(storage::Database& database, const KillSwitch& killSwitch);

} // namespace gotoai::hypercore
