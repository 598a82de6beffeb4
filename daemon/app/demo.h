// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/datadirectory.h"
#include "base/clock.h"
#include "base/secret.h"
#include "clearinghouse/ledgerstore.h"
#include "hypercore/access/directory.h"
#include "supply/registry/catalogstore.h"

#include <string_view>

namespace gotoai::app {

// Where a demo's key and token are kept in its data directory.
inline constexpr std::string_view kDemoFile = "demo.json";

// What `serve --demo` tells whoever started it: fixed per data directory.
struct DemoAccess
{
    Secret apiKey;
    Secret adminToken;
};

// The embedded supply: two simulated providers that offer the same two models at different prices and speeds, an
// account with $10.00 and one key. Seeds an empty data directory, reads `demo.json` of a seeded one. Before the event
// loop runs. Conflict for a directory that was used without --demo.
Result<DemoAccess> prepareDemo(const DataDirectory& directory, supply::CatalogStore& catalog,
                               hypercore::Directory& access, clearinghouse::LedgerStore& ledger,
                               storage::CompletionQueue& queue, const Clock& clock);

} // namespace gotoai::app
