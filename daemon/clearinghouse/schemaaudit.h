// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "storage/database.h"

// What the file of a ledger promises by itself, beside what its rows say. Corrupt where it does not.
namespace gotoai::clearinghouse {

// The triggers that refuse changes: none is missing, changed or added. Those of tables that an older program had not
// made yet are not missed.
Result<void> auditTriggers(storage::Database& readOnly);

// SQLite's own integrity check of every page, row and index: an index says what its table says.
Result<void> auditFile(storage::Database& readOnly);

} // namespace gotoai::clearinghouse
