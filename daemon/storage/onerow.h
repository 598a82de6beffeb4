// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storage/database.h"

namespace gotoai::storage {

// Runs an UPDATE whose WHERE names the row and the version before. VersionConflict unless it found exactly that row.
inline Result<void> runOnOneRow(Database& database, Statement& statement)
{
    if (auto done = statement.run(); !done)
        return done;
    if (database.changes() != 1)
        return failure(ErrorCode::VersionConflict, "it was changed by somebody else in the meantime");
    return {};
}

} // namespace gotoai::storage
