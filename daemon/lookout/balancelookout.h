// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alertstore.h"
#include "clearinghouse/sqliteledgerstore.h"
#include "hypercore/access/directory.h"

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace gotoai::lookout {

// Raises `low_balance` about accounts that have less available than they want to be told of, and clears it when money
// has come in. An alert that somebody acknowledged is not raised anew by a restart alone. On one thread, which drains
// `queue`.
class BalanceLookout
{
public:
    static constexpr const char* kKind = "low_balance";

    // All outlive it.
    BalanceLookout(alerts::AlertStore& alerts, const hypercore::Directory& directory,
                   clearinghouse::SqliteLedgerStore& ledger, storage::CompletionQueue& queue);

    void tick();

private:
    using Crossings = std::vector<clearinghouse::BalanceCrossing>;

    clearinghouse::BalanceThresholdsPtr thresholds();
    void answered(const Crossings& crossings);
    void begin(const Crossings& low);
    void raise(const clearinghouse::BalanceCrossing& crossing);

    alerts::AlertStore& m_alerts;
    const hypercore::Directory& m_directory;
    clearinghouse::SqliteLedgerStore& m_ledger;
    storage::CompletionQueue& m_queue;
    std::shared_ptr<const hypercore::AccessSnapshot> m_access; // that the thresholds are of
    clearinghouse::BalanceThresholdsPtr m_thresholds;
    bool m_isAsked = false;
    int m_answers = 0; // the second shows all wallets that are low
};

} // namespace gotoai::lookout
