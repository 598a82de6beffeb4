// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alertstore.h"
#include "base/clock.h"
#include "clearinghouse/ledgerstore.h"
#include "control/events/orderfeed.h"
#include "control/readerpool.h"
#include "control/vitals.h"
#include "hypercore/access/directory.h"
#include "hypercore/access/sessionstore.h"
#include "hypercore/access/userstore.h"
#include "hypercore/budgets/budgetstore.h"
#include "hypercore/doubt/doubtfigures.h"
#include "hypercore/probes/prober.h"
#include "hypercore/risk/killswitchstore.h"
#include "masterkey/keyrotation.h"
#include "reconciliation/booksauditor.h"
#include "reconciliation/reconciler.h"
#include "storage/completionqueue.h"
#include "storage/writer.h"
#include "supply/health/healthbook.h"
#include "supply/registry/catalogstore.h"
#include "webhooks/webhooksender.h"

#include <string>
#include <vector>

namespace gotoai::control {

// What the admin API works on. All outlive it; `queue` is drained by the thread that it lives on.
struct Parts
{
    hypercore::Directory& directory;
    hypercore::BudgetStore& budgets;
    alerts::AlertStore& alerts;
    webhooks::WebhookStore& webhooks;
    webhooks::WebhookSender& webhookSender;
    reconciliation::BooksGuard& booksGuard;
    reconciliation::BooksAuditor& booksAuditor;
    reconciliation::Reconciler& reconciler;
    hypercore::UserStore& users;
    hypercore::SessionStore& sessions;
    hypercore::KillSwitchStore& killSwitches;
    supply::CatalogStore& catalog;
    const supply::HealthBook& health;
    masterkey::KeyRotation& keyRotation;
    clearinghouse::LedgerStore& ledger;
    storage::Writer& writer; // of ledger.db
    ReaderPool& readers;     // of ledger.db
    ReaderPool& requests;    // of requests.db
    storage::CompletionQueue& queue;
    hypercore::DoubtFigures& doubts;
    hypercore::Prober& prober;
    const Vitals& vitals;
    const Clock& clock;
    std::vector<OrderFeed*> orderFeeds{}; // one a lane
    std::string headFile{};               // of the ledger's signed heads
};

} // namespace gotoai::control
