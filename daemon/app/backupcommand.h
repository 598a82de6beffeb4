// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/config.h"
#include "base/result.h"
#include "storage/filesystem.h"

#include <string>

namespace gotoai::app {

// `gotoaid backup FILE`: a consistent copy of the running daemon's ledger.db, made by this process, which needs to read
// the data directory and nothing more. The copy has all that was answered before it began; it is one file, 0600,
// synced, and its books are proved before it gets its name. It holds secrets only as envelopes: master.key is kept
// elsewhere. The process's exit code.
int runBackup(const Config& config, const std::string& target);

// The copying itself. Conflict when there is such a file, Forbidden and StoreUnavailable when it cannot be written.
// Whatever fails, and wherever the machine dies: `target` is a whole copy, or is not there. What is left of a copy that
// failed, if anything, is `target`.partial.
Result<void> copyLedger(const std::string& ledger, const std::string& target,
                        storage::FileSystem& files = storage::FileSystem::real());

} // namespace gotoai::app
