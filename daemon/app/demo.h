// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/datadirectory.h"
#include "base/clock.h"
#include "base/secret.h"
#include "clearinghouse/ledgerstore.h"
#include "hypercore/access/directory.h"
#include "supply/registry/catalogstore.h"

#include <optional>
#include <string_view>
#include <vector>

namespace gotoai::app {

// Where a demo's key and token are kept in its data directory.
inline constexpr std::string_view kDemoFile = "demo.json";

// What `serve --demo` and `--demo-day` tell whoever started them: fixed per data directory.
struct DemoAccess
{
    Secret apiKey;
    Secret adminToken;
    std::vector<Secret> guestKeys{}; // of a day's callers; empty: nobody else calls
};

// What was made in this directory before; empty: it is to be made now, and this is begun. Conflict for a directory that
// was used without a demo, Corrupt where the making was cut short.
Result<std::optional<DemoAccess>> beginDemo(const DataDirectory& directory, const supply::CatalogStore& catalog,
                                            const hypercore::Directory& access);
Result<void> keepDemo(const DataDirectory& directory, const DemoAccess& demo);

// The embedded supply: two simulated providers that offer the same two models at different prices and speeds, an
// account with $10.00 and one key. Before the event loop runs.
Result<DemoAccess> makeDemo(supply::CatalogStore& catalog, hypercore::Directory& access,
                            clearinghouse::LedgerStore& ledger, storage::CompletionQueue& queue, const Clock& clock);
Result<Secret> makeDemoOperator(hypercore::Directory& access, storage::CompletionQueue& queue);

} // namespace gotoai::app
