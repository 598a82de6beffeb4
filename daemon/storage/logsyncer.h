// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "storage/batch.h"
#include "storage/filesystem.h"

#include <functional>
#include <string>

namespace gotoai::storage {

// Makes what was written durable, then answers it. With synchronous=NORMAL SQLite writes a commit to the write-ahead
// log and leaves the sync to us (it still syncs around checkpoints,
// https://www.sqlite.org/pragma.html#pragma_synchronous). While the disk works, what waits for the next batch gathers:
// fewer, larger batches cost less than a sync beside the next batch would save. Used by one thread.
class LogSyncer
{
public:
    using Sync = std::function<Result<void>()>;

    // `failed` is called once, with the first error; from then on every batch fails: after a failed sync nobody knows
    // what is on disk.
    LogSyncer(Sync sync, std::function<void(const Error&)> failed);

    // Syncs, unless the batch forgoes it, and answers.
    void finish(Batch batch);

private:
    const Sync m_sync;
    const std::function<void(const Error&)> m_failed;
    bool m_hasFailed = false;
};

// The write-ahead log of the database at `path`, synced through a descriptor of its own. `files` outlives it.
LogSyncer::Sync syncOfLog(const std::string& path, FileSystem& files = FileSystem::real());

// Writes the bytes of that log once more where they stand, and syncs them. For a start: where an earlier process saw a
// sync fail, the system takes for written what the disk does not have, and another sync would say that all is well.
// While nobody else writes to the database.
Result<void> renewLog(const std::string& path, FileSystem& files = FileSystem::real());

} // namespace gotoai::storage
