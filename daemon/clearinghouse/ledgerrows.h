// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "clearinghouse/checkpoint.h"
#include "storage/journal.h"
#include "storage/writer.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gotoai::clearinghouse {

// Where the journal of the database at `path` lies.
std::string journalDirectory(const std::string& path);

// Writes the events of one batch into the tables, in the order they were encoded. Inside a transaction. Corrupt when
// the bytes are no batch or do not follow what the tables hold.
Result<void> insertBatch(storage::Database& database, std::span<const std::uint8_t> events);

// The last batch that the tables have; 0 for none.
Result<std::int64_t> lastBatch(storage::Database& database);

// Brings the tables up to the journal's end, durably, and starts the journal there: what a crash left between the two.
// Returns how many batches it was. Corrupt when one of them is damaged.
Result<std::int64_t> catchUpWithJournal(storage::Database& database, storage::Journal& journal);

// Brings sealed batches from the journal into the tables, some milliseconds behind the answers and many in one
// transaction; none before it is durable, so that nobody reads there what a crash could take back. Everything that
// reads the tables and must see what was answered before it asks waitFor() first.
class LedgerRows final : public storage::BatchObserver
{
public:
    struct Options
    {
        std::chrono::milliseconds delay{5};      // until a lone batch is written
        std::size_t fullBytes = 256 * 1024;      // of events, written without delay
        std::size_t maxBytes = 16 * 1024 * 1024; // of events that may wait before the ledger does
        std::size_t syncBytes = 4 * 1024 * 1024; // of events between syncs of the tables, which set journal files free
    };

    // The tables have the batches up to `through`.
    LedgerRows(storage::Journal& journal, std::int64_t through, Options options);
    // Once, before anything is added; the writer ends before this does.
    void setWriter(storage::Writer& writer) { m_writer = &writer; }

    // Ledger's thread.
    void add(std::int64_t batch, std::span<const std::uint8_t> events, const Checkpoint* checkpoint);
    // When handOverIfDue() has something to do; empty while nothing waits.
    std::optional<std::chrono::steady_clock::time_point> due() const { return m_due; }
    void handOverIfDue();
    // While too much waits, lets the tables get on, for `timeout` at most.
    void waitForRoom(std::chrono::milliseconds timeout);
    // So much waits that nothing new should be begun.
    bool isFull() const { return m_waitingBytes.load(std::memory_order_relaxed) > m_options.maxBytes; }

    // Any thread.
    void handOver();
    std::int64_t applied() const { return m_applied.load(std::memory_order_acquire); }
    // True when the tables have `batch`, which was added before; false when they do not get it in time.
    bool waitFor(std::int64_t batch, std::chrono::milliseconds timeout);

    Result<void> sealing(storage::Database&) override { return {}; }
    void committed() override;
    void rolledBack(storage::Database&) override;

private:
    class Unit;
    struct Waiting
    {
        std::int64_t batch = 0;
        std::vector<std::uint8_t> events;
        std::optional<Checkpoint> checkpoint;
    };

    bool isFirstDurable() const; // under the mutex
    Result<void> apply(storage::Database& database);
    bool isSyncDue(); // writer's thread
    void takeBack();  // what was handed over was not taken

    storage::Journal& m_journal;
    const Options m_options;
    storage::Writer* m_writer = nullptr;
    storage::CompletionQueue m_completions;                     // drained by the ledger's thread
    std::optional<std::chrono::steady_clock::time_point> m_due; // ledger's thread

    std::mutex m_mutex;
    std::condition_variable m_progress;
    std::deque<Waiting> m_waiting;
    bool m_isHandedOver = false; // a unit is on its way that will take what waits
    std::atomic<std::size_t> m_waitingBytes{0};
    std::atomic<std::int64_t> m_applied;
    std::atomic<bool> m_isFailing{false}; // the last transaction went back
    std::deque<Waiting> m_applying;       // writer's thread: in its transaction
    std::size_t m_unsyncedBytes = 0;      // writer's thread
};

} // namespace gotoai::clearinghouse
