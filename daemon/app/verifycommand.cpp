// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/verifycommand.h"

#include "app/commandline.h"
#include "app/datadirectory.h"
#include "app/migrations.h"
#include "audit/anchor.h"
#include "audit/auditlog.h"
#include "clearinghouse/ledgerrows.h"
#include "clearinghouse/verify.h"
#include "masterkey/keyfile.h"
#include "storage/database.h"

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>

namespace gotoai::app {
namespace {

struct Ledger
{
    std::optional<DataDirectory> directory; // locked while the database is open; none for a backup
    storage::Database database;
};

Result<Ledger> openBackup(const std::string& path)
{
    auto database = storage::Database::open(path, storage::Access::ReadOnly);
    if (!database)
        return std::move(database).error();
    return Ledger{std::nullopt, std::move(*database)};
}

Result<Ledger> openLedger(const std::string& path)
{
    if (!std::filesystem::exists(path + "/ledger.db"))
        return failure(ErrorCode::NotFound, "there is no ledger in " + path);
    auto directory = DataDirectory::acquire(path);
    if (!directory)
        return std::move(directory).error();
    auto database = storage::Database::open(directory->file("ledger.db"), storage::Access::ReadWrite);
    if (!database)
        return std::move(database).error();
    // The schema, and what a crash left between journal and tables, as a start would.
    if (auto migrated = storage::migrate(*database, ledgerDatabaseMigrations()); !migrated)
        return std::move(migrated).error();
    auto journal = storage::Journal::open(clearinghouse::journalDirectory(database->path()), {});
    if (!journal)
        return std::move(journal).error();
    if (auto caughtUp = clearinghouse::catchUpWithJournal(*database, **journal); !caughtUp)
        return std::move(caughtUp).error();
    return Ledger{std::move(*directory), std::move(*database)};
}

// The audit log, and how its end is known: for people.
Result<std::string> verifyAuditLog(Ledger& ledger, const std::string& credentialsDirectory)
{
    if (!ledger.directory) {
        const auto records = audit::verifyAudit(ledger.database);
        return records ? Result<std::string>(std::to_string(*records)) : records.error();
    }
    const auto keyFile = masterkey::KeyFile::locate(ledger.directory->path(), credentialsDirectory);
    const auto ring = keyFile.load();
    const auto anchored = audit::Anchor(ledger.directory->file(audit::Anchor::kFileName)).read(ring ? &*ring : nullptr);
    if (!anchored)
        return anchored.error();
    const auto records =
        audit::verifyAudit(ledger.database, *anchored ? std::optional((*anchored)->head) : std::nullopt);
    if (!records)
        return records.error();
    std::string text = std::to_string(*records);
    if (!*anchored)
        return text + (*records > 0 ? " (not anchored: whether newer ones were cut off is not known)" : "");
    text += " (anchored at " + std::to_string((*anchored)->head.number);
    if ((*anchored)->authenticity == audit::Authenticity::Unknown)
        text += ", unproven without the master key";
    return text + ")";
}

} // namespace

int runVerify(const Config& config, const std::string& backup)
{
    const auto start = std::chrono::steady_clock::now();
    auto ledger = backup.empty() ? openLedger(config.dataDirectory) : openBackup(backup);
    if (!ledger) {
        std::fprintf(stderr, "gotoaid: %s\n", ledger.error().detail.c_str());
        return kExitFailed;
    }
    const auto report = clearinghouse::verifyBooks(ledger->database);
    if (!report) {
        std::fprintf(stderr, "gotoaid: the books do not hold: %s\n", report.error().detail.c_str());
        return kExitFailed;
    }
    const auto records = verifyAuditLog(*ledger, config.credentialsDirectory);
    if (!records) {
        std::fprintf(stderr, "gotoaid: the audit log does not hold: %s\n", records.error().detail.c_str());
        return kExitFailed;
    }
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
    std::printf("The books hold.\n"
                "  orders       %lld (%lld open)\n"
                "  transfers    %lld\n"
                "  transitions  %lld\n"
                "  top-ups      %lld\n"
                "  bookings     %lld\n"
                "  batches      %lld\n"
                "  accounts     %lld\n"
                "  held         $%s\n"
                "  audit        %s\n"
                "  verified in  %lld ms\n",
                static_cast<long long>(report->orders), static_cast<long long>(report->openOrders),
                static_cast<long long>(report->transfers), static_cast<long long>(report->transitions),
                static_cast<long long>(report->topUps), static_cast<long long>(report->bookings),
                static_cast<long long>(report->batches), static_cast<long long>(report->accounts),
                report->held.toUsd().c_str(), records->c_str(), static_cast<long long>(ms.count()));
    return kExitOk;
}

} // namespace gotoai::app
