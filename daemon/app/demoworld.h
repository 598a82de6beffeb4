// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "clearinghouse/ledgerstore.h"
#include "hypercore/access/directory.h"
#include "hypercore/budgets/budgetstore.h"
#include "supply/registry/catalogstore.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gotoai::app {

// The customers and the supply that a demo's day happens to: simulated providers, one of which fails, their endpoints,
// accounts with money that came over the rail "demo", keys and a budget. Before the event loop runs; every step waits
// for the one before.
class DemoWorld
{
public:
    struct Parts
    {
        supply::CatalogStore& catalog;
        hypercore::Directory& access;
        hypercore::BudgetStore& budgets;
        clearinghouse::LedgerStore& ledger;
        storage::CompletionQueue& queue;
        const Clock& clock;
    };

    // For a day of about so many orders: what its customers may spend goes by it.
    DemoWorld(const Parts& parts, int ordersADay);

    Result<void> make();
    // By the place in demoCallers().
    hypercore::Customer customer(std::size_t caller) const;
    std::vector<Secret> takeKeys(); // their texts, in that order
    // Of an account, for the one who looks at the demo.
    Result<Secret> makeVisitor();

    // With what `amount` would be on a day of the usual traffic.
    Result<void> topUp(std::string_view account, Money amount);
    // How often a provider fails from now on.
    Result<void> letFail(std::string_view provider, std::int32_t errorsPerMille);
    Result<void> reprice(std::string_view model, std::string_view provider, std::string_view promptUsdPerMillion,
                         std::string_view completionUsdPerMillion);

private:
    Result<void> makeProviders();
    Result<void> makeEndpoints();
    Result<void> makeAccounts();
    Result<void> makeKeys();
    Result<AccountId> makeAccount(std::string_view name, std::int32_t feeBasisPoints, Money credit);

    Money scaled(Money amount) const;
    Result<void> pay(std::string_view account, Money amount);

    Parts m_parts;
    const int m_ordersADay;
    std::map<std::string, ProviderId, std::less<>> m_providers;
    std::map<std::string, AccountId, std::less<>> m_accounts;
    std::vector<hypercore::CreatedKey> m_keys;
    int m_topUps = 0;
};

} // namespace gotoai::app
