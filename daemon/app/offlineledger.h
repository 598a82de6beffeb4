// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/datadirectory.h"
#include "storage/database.h"

#include <optional>
#include <string>

namespace gotoai::app {

struct OfflineLedger
{
    std::optional<DataDirectory> directory; // locked while the database is open; none for a backup
    storage::Database database;
};

// The ledger of a data directory that no daemon holds, with what a crash left between journal and tables brought in, as
// a start would. NotFound when there is none, Conflict when a daemon holds it.
Result<OfflineLedger> openOfflineLedger(const std::string& directory);

} // namespace gotoai::app
