// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/checkpoint.h"
#include "clearinghouse/invariant.h"
#include "clearinghouse/settler.h"

// The edges of a transaction: its seal in the chain, its checkpoint, its end.
namespace gotoai::clearinghouse {
namespace {

constexpr char kInsertBatch[] =
    "INSERT INTO batches(number, last_account, last_price, last_order, last_transition, last_transfer, last_topup, "
    "merkle_root, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";

Result<void> insertBatch(storage::Database& database, const Counters& through, const crypto::Digest& root,
                         const crypto::Digest& hash)
{
    auto statement = database.cached(kInsertBatch);
    if (!statement)
        return std::move(statement).error();
    storage::Statement& row = **statement;
    row.bind(1, through.batches).bind(2, through.accounts).bind(3, through.prices).bind(4, through.orders);
    row.bind(5, through.transitions).bind(6, through.transfers).bind(7, through.topUps);
    row.bind(8, std::span<const std::uint8_t>(root)).bind(9, std::span<const std::uint8_t>(hash));
    auto inserted = row.run();
    if (!inserted)
        return failure(ErrorCode::StoreUnavailable, inserted.error().detail);
    return {};
}

} // namespace

Result<void> Settler::sealing(storage::Database& database)
{
    if (!m_books.leaves.isEmpty()) {
        const crypto::Digest root = merkleRoot(m_books.leaves, m_hash);
        m_books.head = chainHash(m_books.head, root, m_hash);
        ++m_books.counters.batches;
        if (auto inserted = insertBatch(database, m_books.counters, root, m_books.head); !inserted)
            return inserted;
    }
    if (m_books.counters.transfers - m_checkpointed >= m_options.transfersPerCheckpoint)
        m_mustCheckpoint = true;
    if (!m_mustCheckpoint)
        return {};
    auto saved = saveCheckpoint(database, m_books);
    if (!saved)
        return failure(ErrorCode::StoreUnavailable, saved.error().detail);
    return {};
}

void Settler::committed()
{
    if (m_mustCheckpoint) {
        m_checkpointed = m_books.counters.transfers;
        m_books.forgetChanges();
        m_mustCheckpoint = false;
    }
    m_books.commit();
    m_committed = m_books.mark();
    publishFigures();
}

void Settler::publishFigures()
{
    const std::size_t inDoubt = m_books.inDoubtCount();
    m_figures.reserved.store(m_books.openOrders().size() - inDoubt, std::memory_order_relaxed);
    m_figures.inDoubt.store(inDoubt, std::memory_order_relaxed);
    m_figures.heldNano.store(m_books.heldTotal().nano(), std::memory_order_relaxed);
}

void Settler::rolledBack(storage::Database&)
{
    m_books.undoTo(m_committed);
    m_books.commit();
    m_mustCheckpoint = false;
    ensure(m_books.areHoldsInLine(), "after a rollback, held is the sum of the holds of open orders");
}

} // namespace gotoai::clearinghouse
