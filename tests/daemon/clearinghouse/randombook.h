// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clearinghouse/balancemarks.h"
#include "clearinghouse/schema.h"
#include "support/scratchstore.h"

#include <QtGlobal>

#include <random>
#include <string>
#include <vector>

namespace gotoai::test {

using namespace gotoai::clearinghouse;

// Two blocks of transfers and a part of a third, between customers, cash, a provider and fees, from one seed. Times go
// up with numbers, give or take what a clock is set back. Nothing else of a ledger is there.
class RandomBook
{
public:
    struct Transfer
    {
        std::int64_t number = 0;
        TransferKind kind = TransferKind::Reserve;
        std::size_t debit = 0; // places in `names`
        std::size_t credit = 0;
        std::int64_t nano = 0;
        std::int64_t atUs = 0;
    };

    static constexpr std::int64_t kTransfers = 2 * kMarkBlock + 5'000;
    static constexpr std::int64_t kFirstUs = 1'700'000'000'000'000;

    // The last customer moves only in the first block and in the unfinished one.
    std::vector<AccountId> customers;
    std::vector<std::string> names; // of ledger accounts; the number is the place + 1
    std::vector<Transfer> transfers;

    RandomBook()
        : m_store(ledgerMigrations())
        , m_database(m_store.openDatabase())
    {
        for (const char* name : {"cash:manual", "provider:p:payable", "revenue:fee"})
            names.emplace_back(name);
        for (int i = 0; i < 4; ++i) {
            customers.push_back(AccountId::make(fromMicroseconds(kFirstUs)));
            const std::string id = customers.back().toString();
            for (const std::string& name :
                 {"wallet:" + id + ":available", "wallet:" + id + ":held", "promo:" + id + ":available"})
                names.push_back(name);
        }
        for (std::int64_t number = 1; number <= kTransfers; ++number)
            transfers.push_back(make(number));
        write();
    }

    storage::Database& database() { return m_database; }
    void mark()
    {
        while (*markNextBlock(m_database)) {
        }
    }
    static Instant at(std::int64_t us) { return fromMicroseconds(us); }
    std::int64_t random(std::int64_t least, std::int64_t most)
    {
        return std::uniform_int_distribution<std::int64_t>(least, most)(m_random);
    }

private:
    Transfer make(std::int64_t number)
    {
        const bool isRareTime = number > kMarkBlock && number <= 2 * kMarkBlock;
        const auto places = static_cast<std::int64_t>(names.size()) - (isRareTime ? 3 : 0);
        Transfer transfer;
        transfer.number = number;
        transfer.kind = static_cast<TransferKind>(random(0, 5));
        transfer.debit = static_cast<std::size_t>(random(0, places - 1));
        do
            transfer.credit = static_cast<std::size_t>(random(0, places - 1));
        while (transfer.credit == transfer.debit);
        transfer.nano = random(1, 1'000'000'000);
        transfer.atUs = kFirstUs + number * 1'000 + random(-20'000, 20'000);
        return transfer;
    }

    void write()
    {
        run("BEGIN");
        auto account = *m_database.prepare("INSERT INTO ledger_accounts VALUES(?1, ?2, zeroblob(32))");
        for (std::size_t place = 0; place < names.size(); ++place) {
            account.bind(1, static_cast<std::int64_t>(place) + 1).bind(2, std::string_view(names[place]));
            must(account.run());
        }
        auto row = *m_database.prepare("INSERT INTO transfers(number, kind, order_number, debit, credit, amount_nano, "
                                       "at_us) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)");
        for (const Transfer& transfer : transfers) {
            row.bind(1, transfer.number)
                .bind(2, static_cast<std::int64_t>(transfer.kind))
                .bind(3, std::int64_t{transfer.kind != TransferKind::TopUp})
                .bind(4, static_cast<std::int64_t>(transfer.debit) + 1)
                .bind(5, static_cast<std::int64_t>(transfer.credit) + 1)
                .bind(6, transfer.nano)
                .bind(7, transfer.atUs);
            must(row.run());
        }
        run("COMMIT");
    }

    void run(const char* sql) { must(m_database.execute(sql)); }
    static void must(const Result<void>& result)
    {
        if (!result)
            qFatal("%s", result.error().detail.c_str());
    }

    ScratchStore m_store;
    storage::Database m_database;
    std::mt19937_64 m_random{7};
};

} // namespace gotoai::test
