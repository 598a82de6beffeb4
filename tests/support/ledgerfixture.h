// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clearinghouse/ledgerqueries.h"
#include "clearinghouse/schema.h"
#include "clearinghouse/sqliteledgerstore.h"
#include "storage/functionunit.h"
#include "storage/migration.h"
#include "support/manualclock.h"

#include <QTemporaryDir>
#include <QtGlobal>

#include <poll.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace gotoai::test {

// A real ledger in a temporary directory, whose replies the test waits for.
class LedgerFixture
{
public:
    explicit LedgerFixture(const Clock& clock)
    {
        auto database = storage::Database::open(path(), storage::Access::ReadWrite);
        if (!database || !storage::migrate(*database, clearinghouse::ledgerMigrations()))
            qFatal("the test ledger cannot be made");
        auto store = clearinghouse::SqliteLedgerStore::open(std::move(*database), {}, clock);
        if (!store)
            qFatal("the test ledger cannot be opened: %s", store.error().detail.c_str());
        m_store = std::move(*store);
    }

    clearinghouse::SqliteLedgerStore& store() { return *m_store; }
    storage::CompletionQueue& queue() { return m_queue; }
    std::string path() const { return m_directory.filePath(QStringLiteral("ledger.db")).toStdString(); }

    // Runs replies until `isDone`; fails the test run after ten seconds.
    template<class Condition>
    void waitUntil(Condition isDone)
    {
        while (!isDone()) {
            pollfd descriptor{.fd = m_queue.descriptor(), .events = POLLIN, .revents = 0};
            if (poll(&descriptor, 1, 10'000) != 1)
                qFatal("the ledger does not answer");
            m_queue.drain();
        }
    }

    void topUp(const AccountId& account, const char* usd)
    {
        std::optional<Result<clearinghouse::TopUpReceipt>> receipt;
        m_store->topUp({.account = account,
                        .rail = "manual",
                        .externalId = usd + account.toString(),
                        .amount = *Money::parseUsd(usd),
                        .at = fromMicroseconds(1)},
                       m_queue, [&](auto result) { receipt = std::move(result); });
        waitUntil([&] { return receipt.has_value(); });
        if (!*receipt)
            qFatal("the top-up was refused: %s", receipt->error().detail.c_str());
    }

    clearinghouse::Wallet wallet(const AccountId& account)
    {
        std::optional<Result<std::vector<clearinghouse::Wallet>>> wallets;
        m_store->wallets({account}, m_queue, [&](auto result) { wallets = std::move(result); });
        waitUntil([&] { return wallets.has_value(); });
        return wallets->value().at(0);
    }

    clearinghouse::OrderRow order(const OrderId& id)
    {
        auto database = reader();
        return *clearinghouse::LedgerQueries(*database).order(id);
    }

    std::vector<clearinghouse::TransferRow> transfers(const OrderId& id)
    {
        auto database = reader();
        return clearinghouse::LedgerQueries(*database).transfers({.order = id, .kind = {}}, {})->rows;
    }

    // The first column of the first row, once the tables have what was submitted before.
    std::int64_t figure(const char* sql)
    {
        std::optional<Result<void>> passed;
        storage::submitFunctions(
            m_store->writer(), m_queue, [](storage::Database&) -> Result<void> { return {}; },
            [&](Result<void> result) { passed = std::move(result); });
        waitUntil([&] { return passed.has_value(); });
        auto database = reader();
        auto statement = database->prepare(sql);
        if (!statement || !statement->step().value_or(false))
            qFatal("no figure");
        return statement->integer(0);
    }

private:
    // Sees everything that was answered before.
    Result<storage::Database> reader()
    {
        if (!m_store->catchUp(std::chrono::seconds(20)))
            qFatal("the tables of the ledger do not follow");
        return storage::Database::open(path(), storage::Access::ReadOnly);
    }

    QTemporaryDir m_directory;
    storage::CompletionQueue m_queue;
    std::unique_ptr<clearinghouse::SqliteLedgerStore> m_store;
};

} // namespace gotoai::test
