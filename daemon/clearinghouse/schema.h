// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storage/migration.h"

#include <span>

namespace gotoai::clearinghouse {

// The ledger's tables. All but the checkpoint_* ones are append-only: UPDATE, DELETE and REPLACE abort.
std::span<const storage::Migration> ledgerMigrations();

} // namespace gotoai::clearinghouse
