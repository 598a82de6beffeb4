// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/offlineledger.h"

#include "app/migrations.h"
#include "clearinghouse/ledgerrows.h"

#include <filesystem>
#include <utility>

namespace gotoai::app {

Result<OfflineLedger> openOfflineLedger(const std::string& path)
{
    if (!std::filesystem::exists(path + "/ledger.db"))
        return failure(ErrorCode::NotFound, "there is no ledger in " + path);
    auto directory = DataDirectory::acquire(path);
    if (!directory)
        return std::move(directory).error();
    auto database = storage::Database::open(directory->file("ledger.db"), storage::Access::ReadWrite);
    if (!database)
        return std::move(database).error();
    if (auto migrated = storage::migrate(*database, ledgerDatabaseMigrations()); !migrated)
        return std::move(migrated).error();
    const std::string journalPath = clearinghouse::journalDirectory(database->path());
    if (!std::filesystem::exists(journalPath)) // as in a restored backup, where nothing waits to be brought in
        return OfflineLedger{std::move(*directory), std::move(*database)};
    auto journal = storage::Journal::open(journalPath, {});
    if (!journal)
        return std::move(journal).error();
    if (auto caughtUp = clearinghouse::catchUpWithJournal(*database, **journal); !caughtUp)
        return std::move(caughtUp).error();
    return OfflineLedger{std::move(*directory), std::move(*database)};
}

} // namespace gotoai::app
