// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "clearinghouse/batchaudit.h"
#include "clearinghouse/ledgerchunk.h"
#include "money/money.h"
#include "storage/database.h"

#include <cstdint>
#include <functional>

namespace gotoai::clearinghouse {

struct VerifyReport
{
    std::int64_t orders = 0;
    std::int64_t transitions = 0;
    std::int64_t transfers = 0;
    std::int64_t topUps = 0;
    std::int64_t bookings = 0;
    std::int64_t batches = 0;
    std::int64_t accounts = 0;
    std::int64_t openOrders = 0;
    Money held;            // Σ over all wallets = Σ holds of the open orders
    IdBytes book{};        // its id
    crypto::Digest head{}; // of the chain
};

VerifyReport reportOf(const Books& books, const IdBytes& book);

// Who looks on: is told of the book, then of each batch that holds, and, where it wants them, of chunks that hold.
struct VerifyWitness
{
    std::function<void(const IdBytes&)> book{};
    BatchAudit::Witness batch{};
    std::function<Result<void>(const LedgerChunk&)> chunk{};
};

// Reads the whole ledger from its first row, in one snapshot, with memory for the balances, the open orders and 24
// bytes of each top-up and booking alone:
// numbers are dense, every event has exactly the transfers that its amounts ask for, an attempt's cost is its usage by
// its price, held is never negative and equals the open holds, hold = charge + released, one end an order, every leaf
// and every link of the chain, one effect of every key of top-ups and bookings, and the checkpoint against the fold.
// Corrupt, naming table and number, at the first line that does not hold; StoreUnavailable when the database cannot be
// read. Works beside a running daemon and on a copy. While one chunk is judged, another thread reads the next; a third
// holds the marks against the transfers.
Result<VerifyReport> verifyBooks(storage::Database& readOnly, const VerifyWitness& witness = {});

// Judges the chunks that `next` gives, one thread reading ahead of the other, until the last. `pause` is called where
// both stand still, with the books as they are then.
Result<void> auditChunks(BatchAudit& audit, const std::function<LedgerChunk()>& next,
                         const std::function<Result<void>(const LedgerChunk&)>& judged,
                         const std::function<bool(const LedgerChunk&)>& mustPause = {},
                         const std::function<Result<void>()>& pause = {});

} // namespace gotoai::clearinghouse
