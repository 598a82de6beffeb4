// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clearinghouse/cursor.h"
#include "clearinghouse/ledgerchunk.h"

#include <array>
#include <optional>
#include <string_view>

namespace gotoai::clearinghouse {

// How far a ledger has been read.
struct ReadPlace
{
    Counters at{};
    std::int64_t attempts = 0; // rows that hang on orders
    std::int64_t requests = 0;
    std::int64_t tieredPrices = 0;
};

// Reads a ledger's tables, chunk by chunk, within the transaction that its caller holds.
class ChunkReader
{
public:
    // Whether the rows that no seal counts are counted at the end, which takes a look at all of them.
    enum class Counts { Checked, Unchecked };

    explicit ChunkReader(storage::Database& database)
        : m_database(database)
    {}

    // From the first row on, or behind a place.
    Result<void> open(const ReadPlace& from = {}, Counts counts = Counts::Checked);
    ReadPlace place() const { return {m_at, m_attemptCount, m_requestCount, m_tieredCount}; }
    const IdBytes& book() const { return m_book; }
    // The next batches, about as many rows as a chunk is to have; it ends with the batch where the ledger's counts are
    // `stop` at the latest. A fault names the first line that is missing or that no batch seals.
    LedgerChunk next(const std::optional<Counters>& stop);

private:
    enum Table : std::size_t { Accounts, Prices, Transfers, Orders, Bookings, Transitions, TopUps, Batches, kTables };

    Result<void> readBook();
    Result<void> readBatch(LedgerChunk& chunk, const Seal& seal);
    Result<void> readTransition(LedgerChunk& chunk, const storage::Statement& row);
    Result<void> readBooking(LedgerChunk& chunk, const storage::Statement& row);
    template<class Take>
    Result<void> readUpTo(std::int64_t last, std::int64_t& counter, Table table, Take take);
    Result<void> readEnd();
    Result<void> checkCounts();

    storage::Database& m_database;
    IdBytes m_book{};
    std::array<std::optional<Cursor>, kTables> m_cursors;
    Counters m_at;
    std::int64_t m_attemptCount = 0;
    std::int64_t m_requestCount = 0;
    std::int64_t m_tieredCount = 0;
    Counts m_counts = Counts::Checked;
};

} // namespace gotoai::clearinghouse
