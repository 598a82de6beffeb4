// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "clearinghouse/batchaudit.h"
#include "clearinghouse/chunkreader.h"
#include "storage/database.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace gotoai::reconciliation {

// Holds the ledger's tables against the rules and their hashes, a step at a time: what a step costs follows from the
// rows that are new to it, not from how long the ledger is. Between steps it keeps books of its own, folded from the
// transfers. Used by one thread at a time, over any read-only connection to the same ledger.
class RunningAudit
{
public:
    // From the ledger's first row. Goes on behind faults that are forgiven.
    static Result<std::unique_ptr<RunningAudit>> fromBeginning(storage::Database& database,
                                                               clearinghouse::Forgiveness isForgiven = {});
    // From where the tables end now, believing what is there.
    static Result<std::unique_ptr<RunningAudit>> fromEnd(storage::Database& database);

    // About so many rows more. False: it has come to the end; one from the beginning has then counted the rows that no
    // seal counts, and proved the balance marks. Corrupt, naming the first line that does not hold and with the fault's
    // word as param: no further step. StoreUnavailable: the same step may be tried again.
    Result<bool> step(storage::Database& database, std::size_t rows);

    const clearinghouse::Counters& through() const { return m_audit->books().counters; }
    const clearinghouse::Books& books() const { return m_audit->books(); }
    // The first fault that was forgiven; empty where none was.
    const std::string& forgiven() const { return *m_forgiven; }

private:
    RunningAudit(std::unique_ptr<clearinghouse::BatchAudit> audit, const clearinghouse::ReadPlace& place, bool isWhole);
    Result<bool> stepInSnapshot(storage::Database& database, std::size_t rows);
    Result<void> compare(storage::Database& database, const std::optional<clearinghouse::Counters>& checkpoint);
    Result<void> finish(storage::Database& database);
    Result<void> unlessForgiven(Result<void> judged) const;

    std::unique_ptr<clearinghouse::BatchAudit> m_audit;
    clearinghouse::ReadPlace m_place;
    bool m_isWhole = false; // from the beginning, and not at the end yet
    clearinghouse::Forgiveness m_isForgiven;
    std::shared_ptr<std::string> m_forgiven = std::make_shared<std::string>();
    clearinghouse::Counters m_compared{}; // the checkpoint that was compared last
};

// Σ over all accounts of (credits − debits) = 0. Corrupt otherwise.
Result<void> checkSum(const clearinghouse::Books& books);

} // namespace gotoai::reconciliation
