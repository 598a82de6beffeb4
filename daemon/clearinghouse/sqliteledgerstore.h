// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "clearinghouse/ledgerstore.h"
#include "clearinghouse/settler.h"
#include "storage/writer.h"

#include <memory>

namespace gotoai::clearinghouse {

// The ledger in one SQLite file, behind one writer thread that its other tables (configuration) share: their owners
// submit units to writer(). The database's schema stands before open(); nobody else writes to it while this lives.
class SqliteLedgerStore final : public LedgerStore
{
public:
    struct Options
    {
        Settler::Options settler{};
        storage::Writer::Options writer{.threadName = "ledger"};
    };

    // Reads the books, puts orders that a crash left open in doubt, then starts the writer. StoreUnavailable when the
    // database cannot be read or written, Corrupt when its rows contradict each other. `clock` outlives the store.
    static Result<std::unique_ptr<SqliteLedgerStore>> open(storage::Database database, Options options,
                                                           const Clock& clock);

    // Applies what waits, writes a checkpoint, closes. The queues of pending operations still stand.
    ~SqliteLedgerStore() override;

    void reserve(Reservation reservation, storage::CompletionQueue& queue, Reply<ReservationReceipt> reply) override;
    void settle(Settlement settlement, storage::CompletionQueue& queue, Reply<SettlementReceipt> reply) override;
    void topUp(TopUp topUp, storage::CompletionQueue& queue, Reply<TopUpReceipt> reply) override;
    void wallets(std::vector<AccountId> accounts, storage::CompletionQueue& queue,
                 Reply<std::vector<Wallet>> reply) override;
    void expireDoubts(Instant now, storage::CompletionQueue& queue, Reply<std::size_t> reply) override;

    storage::Writer& writer() { return m_writer; }
    const LedgerFigures& figures() const { return m_settler->figures(); }
    std::size_t doubtedAtStart() const { return m_doubtedAtStart; }

private:
    SqliteLedgerStore(storage::Database database, std::unique_ptr<Settler> settler, std::size_t doubted,
                      storage::Writer::Options options);

    std::unique_ptr<Settler> m_settler;
    const std::size_t m_doubtedAtStart;
    storage::CompletionQueue m_closing;
    storage::Writer m_writer;
};

} // namespace gotoai::clearinghouse
