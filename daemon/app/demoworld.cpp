// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demoworld.h"

#include "app/demotraffic.h"
#include "app/startupwait.h"

#include <algorithm>
#include <array>

namespace gotoai::app {
namespace {

using supply::EndpointState;

struct ProviderRow
{
    std::string_view name;
    std::string_view region;
    int firstTokenMs;
    std::int32_t tokensPerSecond;
    std::int32_t errorsPerMille;
    std::int32_t cutsPerMille;
};
constexpr std::array<ProviderRow, 6> kProviders{{{"northlight", "us-east", 380, 118, 3, 1},
                                                 {"azurite", "eu", 610, 104, 2, 0},
                                                 {"kestrel", "us-west", 440, 163, 6, 3},
                                                 {"halcyon", "ap", 900, 57, 25, 8},
                                                 {"groveline", "us-east", 210, 274, 4, 0},
                                                 {"homelab", "local", 180, 88, 0, 0}}};

struct EndpointRow
{
    std::string_view model;
    std::string_view provider;
    std::string_view promptUsdPerMillion;
    std::string_view completionUsdPerMillion;
    std::int64_t contextTokens;
    EndpointState state = EndpointState::Enabled;
};
constexpr std::array<EndpointRow, 13> kEndpoints{{
    {"atlas/large", "northlight", "3", "15", 200'000},
    {"atlas/large", "azurite", "3.10", "15.50", 200'000},
    {"atlas/mini", "northlight", "0.25", "2", 128'000},
    {"atlas/mini", "azurite", "0.25", "2.05", 128'000},
    {"atlas/mini", "kestrel", "0.28", "2.20", 128'000},
    {"quill/code", "kestrel", "1", "5", 128'000},
    {"quill/code", "halcyon", "0.90", "4.60", 128'000},
    {"mica/open-70b", "halcyon", "0.27", "0.40", 64'000},
    {"mica/open-70b", "groveline", "0.59", "0.79", 64'000},
    {"mica/open-70b", "homelab", "0.30", "0.45", 32'000},
    {"lumen/vision", "kestrel", "0.30", "2.50", 128'000},
    {"lumen/vision", "groveline", "0.35", "2.60", 128'000, EndpointState::Draining},
    {"quill/code", "northlight", "1.40", "6", 128'000, EndpointState::Disabled},
}};

struct AccountRow
{
    std::string_view name;
    std::int32_t feeBasisPoints;
    std::string_view openingUsd;
    std::string_view creditUsd;
};
constexpr std::array<AccountRow, 4> kAccounts{{{"Acme Research", 500, "250", "0"},
                                               {"Northwind Support", 500, "60", "0"},
                                               {"Orbit Labs", 400, "40", "100"},
                                               {"Tiny Startup", 800, "0.12", "0"}}};

constexpr int kUsualOrders = 4'800; // a day, which the amounts here are meant for

constexpr std::string_view kVisitor = "Demo";
constexpr std::string_view kBudgetedKey = "batch-eval";
constexpr std::string_view kBudgetUsd = "0.18";

// Waits for one step; forgets what it made.
template<class T>
Result<void> done(Result<T> made)
{
    if (!made)
        return std::move(made).error();
    return {};
}

} // namespace

DemoWorld::DemoWorld(const Parts& parts, int ordersADay)
    : m_parts(parts)
    , m_ordersADay(ordersADay)
{}

Result<void> DemoWorld::make()
{
    for (auto step :
         {&DemoWorld::makeProviders, &DemoWorld::makeEndpoints, &DemoWorld::makeAccounts, &DemoWorld::makeKeys}) {
        if (auto made = (this->*step)(); !made)
            return made;
    }
    return {};
}

Result<void> DemoWorld::makeProviders()
{
    for (const ProviderRow& row : kProviders) {
        supply::ProviderDraft draft;
        draft.name = row.name;
        draft.protocol = supply::Protocol::Simulator;
        draft.region = row.region;
        draft.simulator = {.firstToken = std::chrono::milliseconds(row.firstTokenMs),
                           .tokensPerSecond = row.tokensPerSecond,
                           .completionTokens = 600,
                           .errorsPerMille = row.errorsPerMille,
                           .cutsPerMille = row.cutsPerMille,
                           .seed = m_providers.size() + 1};
        auto made = awaitReply<supply::CatalogStore::ProviderPtr>(
            m_parts.queue, [&](auto reply) { m_parts.catalog.createProvider(std::move(draft), std::move(reply)); });
        if (!made)
            return std::move(made).error();
        m_providers.emplace(row.name, (*made)->id);
    }
    return {};
}

Result<void> DemoWorld::makeEndpoints()
{
    for (const EndpointRow& row : kEndpoints) {
        supply::EndpointDraft draft;
        draft.provider = m_providers.find(row.provider)->second;
        draft.model = row.model;
        draft.upstreamModel = row.model.substr(row.model.find('/') + 1);
        draft.contextTokens = row.contextTokens;
        draft.maxOutputTokens = 4'096;
        draft.state = row.state;
        draft.price.picos[static_cast<std::size_t>(Meter::Prompt)] = *parseUsdPerMillion(row.promptUsdPerMillion);
        draft.price.picos[static_cast<std::size_t>(Meter::Completion)] =
            *parseUsdPerMillion(row.completionUsdPerMillion);
        auto made = done(awaitReply<supply::CatalogStore::EndpointPtr>(
            m_parts.queue, [&](auto reply) { m_parts.catalog.createEndpoint(std::move(draft), std::move(reply)); }));
        if (!made)
            return made;
    }
    return {};
}

Result<AccountId> DemoWorld::makeAccount(std::string_view name, std::int32_t feeBasisPoints, Money credit)
{
    hypercore::AccountDraft draft;
    draft.name = name;
    draft.creditLimit = credit;
    draft.fee = FeePolicy{feeBasisPoints, Money()};
    auto made = awaitReply<std::shared_ptr<const hypercore::Account>>(
        m_parts.queue, [&](auto reply) { m_parts.access.createAccount(std::move(draft), std::move(reply)); });
    if (!made)
        return std::move(made).error();
    m_accounts.emplace(name, (*made)->id);
    return (*made)->id;
}

Result<void> DemoWorld::makeAccounts()
{
    for (const AccountRow& row : kAccounts) {
        if (auto made = makeAccount(row.name, row.feeBasisPoints, *Money::parseUsd(row.creditUsd)); !made)
            return std::move(made).error();
        if (auto paid = topUp(row.name, *Money::parseUsd(row.openingUsd)); !paid)
            return paid;
    }
    return {};
}

Result<void> DemoWorld::makeKeys()
{
    for (const DemoCaller& caller : demoCallers()) {
        hypercore::KeyDraft draft;
        draft.account = m_accounts.find(caller.account)->second;
        draft.label = caller.label;
        auto made = awaitReply<hypercore::CreatedKey>(
            m_parts.queue, [&](auto reply) { m_parts.access.createKey(std::move(draft), std::move(reply)); });
        if (!made)
            return std::move(made).error();
        m_keys.push_back(*std::move(made));
        if (caller.label != kBudgetedKey)
            continue;
        hypercore::BudgetDraft budget;
        budget.account = m_keys.back().key->account;
        budget.key = m_keys.back().key->id;
        budget.name = "Nightly evaluation";
        budget.period = hypercore::BudgetPeriod::Day;
        budget.limit = scaled(*Money::parseUsd(kBudgetUsd));
        auto limited = done(awaitReply<hypercore::BudgetPtr>(
            m_parts.queue, [&](auto reply) { m_parts.budgets.create(std::move(budget), std::move(reply)); }));
        if (!limited)
            return limited;
    }
    return {};
}

hypercore::Customer DemoWorld::customer(std::size_t caller) const
{
    const auto& key = m_keys[caller].key;
    return {.account = m_parts.access.account(key->account), .key = key};
}

std::vector<Secret> DemoWorld::takeKeys()
{
    std::vector<Secret> texts;
    for (hypercore::CreatedKey& key : m_keys)
        texts.push_back(std::move(key.text));
    return texts;
}

Result<Secret> DemoWorld::makeVisitor()
{
    const auto account = makeAccount(kVisitor, 500, {});
    if (!account)
        return account.error();
    if (auto paid = pay(kVisitor, *Money::parseUsd("25")); !paid)
        return std::move(paid).error();
    hypercore::KeyDraft draft;
    draft.account = *account;
    draft.label = "playground";
    auto key = awaitReply<hypercore::CreatedKey>(
        m_parts.queue, [&](auto reply) { m_parts.access.createKey(std::move(draft), std::move(reply)); });
    if (!key)
        return std::move(key).error();
    return std::move(key->text);
}

Money DemoWorld::scaled(Money amount) const { return Money::fromNano(amount.nano() / kUsualOrders * m_ordersADay); }

Result<void> DemoWorld::topUp(std::string_view account, Money amount) { return pay(account, scaled(amount)); }

Result<void> DemoWorld::pay(std::string_view account, Money amount)
{
    return done(awaitReply<clearinghouse::TopUpReceipt>(m_parts.queue, [&](auto reply) {
        m_parts.ledger.topUp({.account = m_accounts.find(account)->second,
                              .rail = "demo",
                              .externalId = "demo-" + std::to_string(++m_topUps),
                              .amount = amount,
                              .at = m_parts.clock.now()},
                             m_parts.queue, std::move(reply));
    }));
}

Result<void> DemoWorld::letFail(std::string_view provider, std::int32_t errorsPerMille)
{
    const auto found = m_parts.catalog.provider(m_providers.find(provider)->second);
    supply::ProviderChange change;
    change.simulator = found->simulator;
    change.simulator->errorsPerMille = errorsPerMille;
    return done(awaitReply<supply::CatalogStore::ProviderPtr>(m_parts.queue, [&](auto reply) {
        m_parts.catalog.changeProvider(found->id, found->version, std::move(change), std::move(reply));
    }));
}

Result<void> DemoWorld::reprice(std::string_view model, std::string_view provider, std::string_view promptUsdPerMillion,
                                std::string_view completionUsdPerMillion)
{
    const ProviderId seller = m_providers.find(provider)->second;
    const auto catalog = m_parts.catalog.catalog();
    const auto& endpoints = catalog->endpointsOf(model);
    const auto found =
        std::ranges::find(endpoints, seller, [](const auto& endpoint) { return endpoint->provider->id; });
    Price::Picos picos;
    picos[static_cast<std::size_t>(Meter::Prompt)] = *parseUsdPerMillion(promptUsdPerMillion);
    picos[static_cast<std::size_t>(Meter::Completion)] = *parseUsdPerMillion(completionUsdPerMillion);
    return done(awaitReply<supply::CatalogStore::PricePtr>(m_parts.queue, [&](auto reply) {
        m_parts.catalog.addPrice((*found)->id, (*found)->version, {picos}, std::move(reply));
    }));
}

} // namespace gotoai::app
