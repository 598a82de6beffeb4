// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clearinghouse/evidence.h"
#include "hypercore/routing/usagejudgement.h"
#include "supply/adapters/generationlookup.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gotoai::hypercore {

// An order in doubt with all that its end takes.
struct DoubtCase
{
    clearinghouse::Doubt doubt;
    std::vector<std::shared_ptr<const Price>> prices; // of its attempts

    // The attempt that ran when the process ended; null without evidence.
    const clearinghouse::AttemptRecord* lastAttempt() const;
};

// By what an end was found.
enum class DoubtProof {
    Record,   // the provider's own
    Evidence, // what had been delivered
};

// For any connection to ledger.db. Cases numbered below `before`, newest first.
Result<std::vector<DoubtCase>> readDoubtCases(storage::Database& database,
                                              std::optional<clearinghouse::OrderNumber> before, std::size_t limit);
// NotFound unless it is in doubt.
Result<DoubtCase> readDoubtCase(storage::Database& database, const OrderId& id);

// What is wrong with the provider's record of the last attempt, as with what it reports beside an answer. A record
// whose usage cannot be taken is none.
std::optional<UsageFault> faultOf(const DoubtCase& doubtCase, const supply::GenerationRecord& record,
                                  const supply::Endpoint& endpoint);

// The end that the evidence, or the provider's record, calls for: charged where the answer had begun to go out,
// otherwise released, with what the provider bills for it borne by the platform. Empty where neither says that anything
// was used.
std::optional<clearinghouse::Settlement>
settlementOf(const DoubtCase& doubtCase, const std::optional<supply::GenerationRecord>& record, Instant now);

} // namespace gotoai::hypercore
