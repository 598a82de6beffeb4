// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storage/migration.h"

#include <vector>

namespace gotoai::app {

// Every step of the schema of `ledger.db`.
std::vector<storage::Migration> ledgerDatabaseMigrations();

} // namespace gotoai::app
