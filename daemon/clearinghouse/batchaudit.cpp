// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/batchaudit.h"

namespace gotoai::clearinghouse {
namespace {

// Takes records up to the number `last`, their leaves too.
template<class Record, class Take>
Result<void> takeUpTo(std::int64_t last, std::int64_t& counter, std::span<const Record> records, std::size_t& place,
                      std::vector<crypto::Digest>& leaves, Take take)
{
    while (counter < last) {
        const Record& record = records[place];
        if (Result<void> taken = take(record); !taken)
            return taken;
        leaves.push_back(record.leaf);
        ++counter;
        ++place;
    }
    return {};
}

} // namespace

BatchAudit::BatchAudit(const IdBytes& book, Witness witness)
    : m_books(m_audit.books())
    , m_witness(std::move(witness))
{
    m_books.head = genesisHash(book);
    m_keys.emplace();
}

BatchAudit::BatchAudit(Books books, std::vector<Price> prices)
    : m_audit(std::move(books), std::move(prices))
    , m_books(m_audit.books())
{}

Result<void> BatchAudit::take(const LedgerChunk& chunk)
{
    Place place;
    for (const Seal& seal : chunk.seals) {
        if (auto taken = takeBatch(chunk, seal, place); !taken)
            return taken;
    }
    if (chunk.fault)
        return *chunk.fault;
    if (!chunk.isLast || !m_keys)
        return {};
    auto proved = m_keys->prove();
    m_keys.reset();
    return proved;
}

Result<void> BatchAudit::takeBatch(const LedgerChunk& chunk, const Seal& seal, Place& place)
{
    if (auto taken = takeEvents(chunk, seal.through, place); !taken)
        return taken;
    if (auto folded = m_audit.fold(); !folded)
        return folded;
    return close(seal);
}

Result<void> BatchAudit::takeEvents(const LedgerChunk& chunk, const Counters& through, Place& place)
{
    Counters& at = m_books.counters;
    std::int64_t accounts = at.accounts; // the books count these two by themselves
    std::int64_t prices = at.prices;
    auto taken = takeUpTo<SealedRecord<AccountRecord>>(
        through.accounts, accounts, chunk.accounts, place.account, m_leaves.accounts,
        [this](const auto& account) { return m_audit.account(account.record, account.leaf); });
    if (taken)
        taken = takeUpTo<SealedRecord<PriceRecord>>(
            through.prices, prices, chunk.prices, place.price, m_leaves.prices,
            [this](const auto& price) { return m_audit.price(price.record, price.leaf); });
    for (; taken && at.transfers < through.transfers; ++at.transfers)
        m_audit.transfer(chunk.transfers[place.transfer++]);
    if (taken)
        taken = takeUpTo<SealedRecord<OrderRecord>>(
            through.orders, at.orders, chunk.orders, place.order, m_leaves.orders,
            [this](const auto& order) { return m_audit.order(order.record, order.leaf); });
    if (taken)
        taken = takeUpTo<SealedBooking>(through.bookings, at.bookings, chunk.bookings, place.booking, m_leaves.bookings,
                                        [this](const SealedBooking& booking) {
                                            if (m_keys)
                                                m_keys->add(booking.record, booking.scope);
                                            return m_audit.booking(booking.record, booking.extent, booking.scope,
                                                                   booking.leaf, booking.refunded);
                                        });
    if (taken)
        taken = takeUpTo<SealedTransition>(
            through.transitions, at.transitions, chunk.transitions, place.transition, m_leaves.transitions,
            [&](const SealedTransition& transition) {
                const auto attempts = std::span(chunk.attempts).subspan(transition.firstAttempt, transition.attempts);
                return m_audit.transition(transition.record, transition.extent, transition.leaf, attempts);
            });
    if (taken)
        taken = takeUpTo<SealedRecord<TopUpRecord>>(through.topUps, at.topUps, chunk.topUps, place.topUp,
                                                    m_leaves.topUps, [this](const auto& topUp) {
                                                        if (m_keys)
                                                            m_keys->add(topUp.record);
                                                        return m_audit.topUp(topUp.record, topUp.leaf);
                                                    });
    return taken;
}

Result<void> BatchAudit::close(const Seal& seal)
{
    const std::int64_t number = seal.through.batches;
    if (!m_books.areHoldsInLine())
        return brokenLine("batches", number, "held is not the sum of the holds of open orders", BookFault::Sum);
    if (m_leaves.isEmpty())
        return brokenLine("batches", number, "it seals nothing");
    const crypto::Digest root = merkleRoot(m_leaves, m_hash);
    m_books.head = chainHash(m_books.head, root, m_hash);
    if (seal.root != root || seal.hash != m_books.head)
        return brokenLine("batches", number, "its hash is not that of its rows and the batch before", BookFault::Chain);
    m_leaves.clear();
    m_books.counters.batches = number;
    m_books.commit();
    return m_witness ? m_witness(number, seal.hash) : Result<void>();
}

} // namespace gotoai::clearinghouse
