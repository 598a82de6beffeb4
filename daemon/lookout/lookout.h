// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lookout/balancelookout.h"
#include "lookout/breakerlookout.h"
#include "lookout/usagefeed.h"
#include "service/spacewatch.h"

#include <cstddef>
#include <string>

namespace gotoai::lookout {

// Everything that is looked at each second for alerts. On one thread, which drains `queue`.
class Lookout
{
public:
    // All outlive it.
    struct Parts
    {
        alerts::AlertStore& alerts;
        const hypercore::Directory& directory;
        const supply::CatalogStore& catalog;
        const supply::HealthBook& health;
        clearinghouse::SqliteLedgerStore& ledger;
        storage::CompletionQueue& queue;
        const service::SpaceWatch& space;
        UsageFeed& usage;
        const Clock& clock;
    };

    // What was found at the start; empty texts: nothing.
    struct StartFindings
    {
        std::string ledgerCut{};
        std::string auditLogCut{};
        std::size_t doubted = 0; // orders
    };

    explicit Lookout(const Parts& parts);

    void begin(const StartFindings& findings);
    // Once a second or so.
    void tick();

private:
    void lookAtSpace();
    void lookAtUsage();
    void lookAtDoubts();
    void raise(const char* kind, alerts::Severity severity, const char* subject, std::string facts);

    const Parts m_parts;
    BalanceLookout m_balances;
    BreakerLookout m_breakers;
    bool m_isSpaceLow = false;
    bool m_hadBallast = false;
};

} // namespace gotoai::lookout
