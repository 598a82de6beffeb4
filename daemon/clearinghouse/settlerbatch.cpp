// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/invariant.h"
#include "clearinghouse/settler.h"

// The edges of a batch: its seal in the chain, its checkpoint, its end.
namespace gotoai::clearinghouse {

Settler::SealedBatch Settler::seal()
{
    if (m_books.leaves.isEmpty() && !m_mustCheckpoint)
        return {};
    if (!m_books.leaves.isEmpty()) {
        Seal seal{.root = merkleRoot(m_books.leaves, m_hash)};
        m_books.head = chainHash(m_books.head, seal.root, m_hash);
        ++m_books.counters.batches;
        seal.through = m_books.counters;
        seal.hash = m_books.head;
        EventEncoder(m_events).append(seal);
    }
    if (m_books.counters.transfers - m_checkpointed >= m_options.transfersPerCheckpoint)
        m_mustCheckpoint = true;
    if (m_mustCheckpoint)
        m_checkpoint = takeCheckpoint(m_books);
    return {m_books.counters.batches, m_events, m_checkpoint ? &*m_checkpoint : nullptr};
}

void Settler::committed()
{
    if (m_checkpoint) {
        m_checkpointed = m_books.counters.transfers;
        m_books.forgetChanges();
        m_mustCheckpoint = false;
    }
    m_watch.committed(m_books);
    endBatch();
    publishFigures();
}

void Settler::rolledBack()
{
    m_books.undoTo(m_committed);
    m_watch.rolledBack();
    m_recentTopUps.forgetFrom(m_books.counters.batches + 1);
    m_recentBookings.forgetFrom(m_books.counters.batches + 1);
    m_recentRequests.forgetFrom(m_books.counters.batches + 1);
    endBatch();
    ensure(m_books.areHoldsInLine(), "after a rollback, held is the sum of the holds of open orders");
}

Result<ChainHead> Settler::head(const std::monostate&)
{
    return ChainHead{m_committed.counters.batches, m_committed.counters.transfers, m_committed.head};
}

void Settler::endBatch()
{
    m_events.clear();
    m_checkpoint.reset();
    m_books.commit();
    m_committed = m_books.mark();
}

void Settler::publishFigures()
{
    const std::size_t inDoubt = m_books.inDoubtCount();
    m_figures.reserved.store(m_books.openOrders().size() - inDoubt, std::memory_order_relaxed);
    m_figures.inDoubt.store(inDoubt, std::memory_order_relaxed);
    m_figures.heldNano.store(m_books.heldTotal().nano(), std::memory_order_relaxed);
}

} // namespace gotoai::clearinghouse
