// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "clearinghouse/ledgerrows.h"
#include "clearinghouse/ledgerstore.h"
#include "clearinghouse/settler.h"
#include "storage/intake.h"
#include "storage/journal.h"
#include "storage/logsyncer.h"
#include "storage/writer.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

namespace gotoai::clearinghouse {

// The ledger: a thread that settles against the books in memory, a journal that makes its batches durable before they
// are answered, and the tables of one SQLite file that follow some milliseconds behind. Those have one writer thread,
// which their neighbours (configuration) share: their owners submit units to writer(). The database's schema stands
// before open(); nobody else writes to it while this lives.
class SqliteLedgerStore final : public LedgerStore
{
public:
    static constexpr std::string_view kBooksFrozen = "books_frozen";

    struct Options
    {
        Settler::Options settler{};
        LedgerRows::Options rows{};
        storage::Journal::Options journal{};
        storage::Writer::Options writer{.threadName = "ledger-rows", .checkpointPages = 1'000, .niceness = 10};
        std::size_t maxWaiting = 65'536; // operations; the ends of orders are taken beyond it
        std::size_t maxBatch = 1'024;    // operations
    };

    // Brings the tables up to the journal's end, reads the books, puts orders that a crash left open in doubt, then
    // starts the threads. StoreUnavailable when the files cannot be read or written, Corrupt when they contradict each
    // other. `clock` outlives the store.
    static Result<std::unique_ptr<SqliteLedgerStore>> open(storage::Database database, Options options,
                                                           const Clock& clock);

    // Applies what waits, writes a checkpoint, closes. The queues of pending operations still stand.
    ~SqliteLedgerStore() override;

    void reserve(Reservation reservation, storage::CompletionQueue& queue, Reply<ReservationReceipt> reply) override;
    void settle(Settlement settlement, storage::CompletionQueue& queue, Reply<SettlementReceipt> reply) override;
    void topUp(TopUp topUp, storage::CompletionQueue& queue, Reply<TopUpReceipt> reply) override;
    void book(Booking booking, storage::CompletionQueue& queue, Reply<BookingReceipt> reply) override;
    void wallets(std::vector<AccountId> accounts, storage::CompletionQueue& queue,
                 Reply<std::vector<Wallet>> reply) override;
    void budgets(std::vector<BudgetHold> asked, storage::CompletionQueue& queue,
                 Reply<std::vector<BudgetTally>> reply) override;
    void expireDoubts(Instant now, storage::CompletionQueue& queue, Reply<std::size_t> reply) override;
    void note(std::vector<OrderEvidence> evidence, storage::CompletionQueue& queue) override;
    void expireGrants(Instant now, storage::CompletionQueue& queue, Reply<std::size_t> reply) override;

    // The head of the chain, durable when it is told.
    void head(storage::CompletionQueue& queue, Reply<ChainHead> reply);
    const IdBytes& book() const { return m_book; }

    // Which wallets have passed their thresholds since the last answer; at first all that are below them.
    void watchBalances(BalanceThresholdsPtr thresholds, storage::CompletionQueue& queue,
                       Reply<std::vector<BalanceCrossing>> reply);

    // While the books are frozen, nothing that moves money begins: StoreUnavailable at the param kBooksFrozen. Orders
    // that run come to their ends, and what only reads is answered. Any thread.
    void setFrozen(bool isFrozen) { m_isFrozen = isFrozen; }
    bool isFrozen() const { return m_isFrozen; }

    // Any thread but the ledger's own: waits until the tables have everything that was answered before the call. False
    // when they do not within `timeout`.
    bool catchUp(std::chrono::milliseconds timeout);

    storage::Writer& writer() { return *m_writer; }
    const LedgerFigures& figures() const { return m_settler.figures(); }
    // Of the journal: transactions are batches, units are operations. Failed while it cannot be written.
    storage::WriterFigures journalFigures() const;
    std::size_t doubtedAtStart() const { return m_doubtedAtStart; }

private:
    class Operation;
    template<class Request, class Receipt>
    class Call;

    SqliteLedgerStore(storage::Database lookups, std::unique_ptr<storage::Journal> journal, const IdBytes& book,
                      Books books, Options options, const Clock& clock);
    Result<void> start(storage::Database database);
    Settler::Lookups makeLookups();

    void submit(std::unique_ptr<Operation> operation, storage::CompletionQueue& queue);
    bool mayBegin(const Operation& operation, Error& refusal) const;

    // Ledger's thread.
    std::optional<std::chrono::steady_clock::time_point> nextDeadline() const;
    void run();
    void process(std::vector<std::unique_ptr<Operation>> operations);
    Result<void> record();
    void probeIfFailing();

    const Options m_options;
    const IdBytes m_book;
    std::unique_ptr<storage::Database> m_lookups; // read-only; ledger's thread
    std::unique_ptr<storage::Journal> m_journal;
    LedgerRows m_rows;
    Settler m_settler;
    std::unique_ptr<storage::Writer> m_writer;
    std::size_t m_doubtedAtStart = 0;

    std::atomic<std::int64_t> m_sealed; // last batch handed to the tables
    std::atomic<std::uint64_t> m_batches{0};
    std::atomic<std::uint64_t> m_operations{0};
    std::atomic<bool> m_isBehind{false};  // the tables do not follow
    std::atomic<bool> m_isFailing{false}; // the last append did not work
    std::atomic<bool> m_hasFailed{false}; // for good
    std::atomic<bool> m_isFrozen{false};
    std::unique_ptr<storage::Intake<Operation>> m_intake;
    std::unique_ptr<storage::LogSyncer> m_syncer;
    std::thread m_thread;
};

} // namespace gotoai::clearinghouse
