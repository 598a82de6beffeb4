// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/migrations.h"

#include "alerts/alerttable.h"
#include "audit/auditlog.h"
#include "clearinghouse/schema.h"
#include "control/idempotency.h"
#include "hypercore/access/accesstable.h"
#include "hypercore/budgets/budgettable.h"
#include "hypercore/risk/killswitchtable.h"
#include "reconciliation/booksguard.h"
#include "reconciliation/reconciliationtable.h"
#include "supply/registry/breakerkeeper.h"
#include "supply/registry/catalogtable.h"
#include "webhooks/webhooktable.h"

namespace gotoai::app {

std::vector<storage::Migration> ledgerDatabaseMigrations()
{
    std::vector<storage::Migration> all;
    for (const auto migrations :
         {clearinghouse::ledgerMigrations(), hypercore::accessMigrations(), hypercore::budgetMigrations(),
          supply::catalogMigrations(), supply::breakerMigrations(), hypercore::riskMigrations(),
          control::controlMigrations(), audit::auditMigrations(), alerts::alertMigrations(),
          webhooks::webhookMigrations(), reconciliation::guardMigrations(), reconciliation::reconciliationMigrations()})
        all.insert(all.end(), migrations.begin(), migrations.end());
    return all;
}

} // namespace gotoai::app
