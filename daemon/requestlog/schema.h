// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storage/migration.h"

#include <span>

namespace gotoai::requestlog {

// The tables of requests.db.
std::span<const storage::Migration> requestLogMigrations();

} // namespace gotoai::requestlog
