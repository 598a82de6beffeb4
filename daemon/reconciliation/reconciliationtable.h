// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "crypto/sha256.h"
#include "reconciliation/reconciliation.h"
#include "reconciliation/statementreader.h"
#include "storage/database.h"
#include "storage/migration.h"

#include <span>
#include <string>
#include <unordered_map>
#include <vector>

// Tables of ledger.db: functions of one connection; those that write run on the writer's thread once there is one.
// StoreUnavailable when the database fails, Corrupt on rows that cannot be.
namespace gotoai::reconciliation {

std::span<const storage::Migration> reconciliationMigrations();

// Adds the rows of a piece to the statement of this provider and name, which begins with its first piece: then with
// `fresh`'s id, format and maker. A piece that was imported before adds nothing. Conflict when the statement has
// another format, InvalidRequest naming the row with which it comes to more than can be added up. The statement as it
// stands then.
Result<ProviderStatement> addPiece(storage::Database& database, const ProviderStatement& fresh,
                                   std::span<const StatementRow> rows, const crypto::Digest& piece);

Result<void> insertReconciliation(storage::Database& database, const Reconciliation& run);
Result<void> endReconciliation(storage::Database& database, const Reconciliation& run);
// Those that a process left running have failed.
Result<void> failInterrupted(storage::Database& database, Instant now);
Result<void> insertDifferences(storage::Database& database, std::int64_t run, std::span<const Difference> differences);

// A difference that is open becomes one that is being booked, by whom and why. Conflict when it is resolved, or when
// something was booked about its subject that it did not count.
Result<void> claimDifference(storage::Database& database, const Difference& difference);
// It is open again.
Result<void> releaseDifference(storage::Database& database, const DifferenceId& id);
// Conflict unless it was open, or for one that is booked, being booked.
Result<void> resolveDifference(storage::Database& database, const Difference& difference);
// Those that a process left while they were being booked are booked if the ledger has it, otherwise open. Once the
// tables have all that the ledger has.
Result<void> settleClaims(storage::Database& database, Instant now);

Result<void> saveThreshold(storage::Database& database, DifferenceClass what, const Threshold& threshold);

Result<Thresholds> loadThresholds(storage::Database& database);
// The last number that was given; 0: none.
Result<std::int64_t> lastReconciliation(storage::Database& database);

// Numbered below `before`, newest first.
Result<std::vector<Reconciliation>> readReconciliations(storage::Database& database, std::optional<std::int64_t> before,
                                                        std::size_t limit);
Result<Reconciliation> readReconciliation(storage::Database& database, const ReconciliationId& id); // NotFound
Result<std::vector<ProviderStatement>> readStatements(storage::Database& database);
Result<ProviderStatement> readStatementHead(storage::Database& database, const StatementId& id); // NotFound

struct DifferenceFilter
{
    std::int64_t run = 0;
    std::optional<DifferenceClass> what{};
    std::optional<Difference::State> state{};
};
// Numbered above `after`, oldest first.
Result<std::vector<Difference>> readDifferences(storage::Database& database, const DifferenceFilter& filter,
                                                std::int64_t after, std::size_t limit);
struct KnownDifference
{
    Difference difference;
    ProviderId provider;
};
Result<KnownDifference> readDifference(storage::Database& database, const DifferenceId& id); // NotFound

// What was booked, or is being booked, about a provider's subjects by resolving differences.
using SubjectBookings = std::unordered_map<std::string, LaterBookings>;
Result<SubjectBookings> bookedSubjects(storage::Database& database, const ProviderId& provider);

} // namespace gotoai::reconciliation
