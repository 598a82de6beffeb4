// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"

#include <cstdint>
#include <string>

namespace gotoai::service {

// Files that this process makes are its owner's alone (umask 077).
void makeFilesPrivate();

// Memory holds prompts and keys: no core dump is written, and no other process of the same user may read it
// (RLIMIT_CORE 0, PR_SET_DUMPABLE 0). For good.
void forbidCoreDumps();

// Memory comes in small pages even where the system gives huge ones to everybody: an idle daemon would take twice as
// much.
void forbidHugePages();

// Raises the limit of open files to what the system allows; the limit then in force.
std::uint64_t raiseOpenFileLimit();

// The file system that `path` stands on can carry SQLite's write-ahead log, whose shared memory does not work across a
// network (https://www.sqlite.org/wal.html). BadConfiguration naming the kind when it cannot.
Result<void> requireLocalFileSystem(const std::string& path);

// Internal when the clock cannot be right: ids and the journal's times are made from it.
Result<void> requirePlausibleClock(Instant now);

// Whether stderr is the journal's: $JOURNAL_STREAM names its device and inode (systemd.exec(5)).
bool isJournal(int descriptor, const std::string& journalStream);

} // namespace gotoai::service
