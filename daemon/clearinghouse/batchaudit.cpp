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

BatchAudit::BatchAudit(const IdBytes& book, Witness witness, Forgiveness isForgiven)
    : m_books(m_audit.books())
    , m_witness(std::move(witness))
    , m_isForgiven(std::move(isForgiven))
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
    auto proved = m_keys->prove(m_isForgiven);
    m_keys.reset();
    return proved;
}

Result<void> BatchAudit::takeBatch(const LedgerChunk& chunk, const Seal& seal, Place& place)
{
    if (auto taken = takeEvents(chunk, seal.through, place); !taken)
        return taken;
    if (auto folded = m_audit.fold(m_isForgiven); !folded)
        return folded;
    return close(seal);
}

Result<void> BatchAudit::takeEvents(const LedgerChunk& chunk, const Counters& through, Place& place)
{
    Counters& at = m_books.counters;
    std::int64_t accounts = at.accounts; // the books count these two by themselves
    std::int64_t prices = at.prices;
    const auto judged = [this](const auto& record) { return judge(record); };
    auto taken = takeUpTo<SealedRecord<AccountRecord>>(through.accounts, accounts, chunk.accounts, place.account,
                                                       m_leaves.accounts, judged);
    if (taken)
        taken = takeUpTo<SealedRecord<PriceRecord>>(through.prices, prices, chunk.prices, place.price, m_leaves.prices,
                                                    judged);
    for (; taken && at.transfers < through.transfers; ++at.transfers)
        m_audit.transfer(chunk.transfers[place.transfer++]);
    if (taken)
        taken = takeUpTo<SealedRecord<OrderRecord>>(through.orders, at.orders, chunk.orders, place.order,
                                                    m_leaves.orders, judged);
    if (taken)
        taken = takeUpTo<SealedBooking>(through.bookings, at.bookings, chunk.bookings, place.booking, m_leaves.bookings,
                                        judged);
    if (taken)
        taken = takeUpTo<SealedTransition>(
            through.transitions, at.transitions, chunk.transitions, place.transition, m_leaves.transitions,
            [&](const SealedTransition& transition) { return judgeTransition(transition, chunk.attempts); });
    if (taken)
        taken = takeUpTo<SealedRecord<TopUpRecord>>(through.topUps, at.topUps, chunk.topUps, place.topUp,
                                                    m_leaves.topUps, judged);
    return taken;
}

template<class Believe>
Result<void> BatchAudit::orBelieved(Result<void> judged, Believe believe)
{
    return judged || (isForgiven(judged.error()) && believe()) ? Result<void>() : judged;
}

Result<void> BatchAudit::judge(const SealedRecord<AccountRecord>& account)
{
    return orBelieved(m_audit.account(account.record, account.leaf), [&] { return m_audit.believe(account.record); });
}

Result<void> BatchAudit::judge(const SealedRecord<PriceRecord>& price)
{
    return orBelieved(m_audit.price(price.record, price.leaf), [&] { return m_audit.believe(price.record); });
}

Result<void> BatchAudit::judge(const SealedRecord<OrderRecord>& order)
{
    return orBelieved(m_audit.order(order.record, order.leaf), [&] { return m_audit.believe(order.record); });
}

Result<void> BatchAudit::judge(const SealedBooking& booking)
{
    if (m_keys)
        m_keys->add(booking.record, booking.scope);
    return orBelieved(m_audit.booking(booking.record, booking.extent, booking.scope, booking.leaf, booking.refunded),
                      [&] { return m_audit.believe(booking.record, booking.extent); });
}

Result<void> BatchAudit::judgeTransition(const SealedTransition& transition, std::span<const AttemptEntry> attempts)
{
    const auto own = attempts.subspan(transition.firstAttempt, transition.attempts);
    return orBelieved(m_audit.transition(transition.record, transition.extent, transition.leaf, own),
                      [&] { return m_audit.believe(transition.record, transition.extent); });
}

Result<void> BatchAudit::judge(const SealedRecord<TopUpRecord>& topUp)
{
    if (m_keys)
        m_keys->add(topUp.record);
    return orBelieved(m_audit.topUp(topUp.record, topUp.leaf), [&] { return m_audit.believe(topUp.record); });
}

Result<void> BatchAudit::close(const Seal& seal)
{
    const std::int64_t number = seal.through.batches;
    const bool areHoldsApart = !m_books.areHoldsInLine();
    Result<void> closed;
    const auto require = [&](bool holds, std::string_view what, BookFault fault) {
        if (Error error = brokenLine("batches", number, what, fault); closed && !holds && !isForgiven(error))
            closed = std::move(error);
    };
    // Holds that are apart stay so for a while.
    require(!areHoldsApart || m_areHoldsApart, "held is not the sum of the holds of open orders", BookFault::Sum);
    require(!m_leaves.isEmpty(), "it seals nothing", BookFault::Fold);
    const crypto::Digest root = merkleRoot(m_leaves, m_hash);
    require(seal.root == root && seal.hash == chainHash(m_books.head, root, m_hash),
            "its hash is not that of its rows and the batch before", BookFault::Chain);
    if (!closed)
        return closed;
    m_areHoldsApart = areHoldsApart;
    m_books.head = seal.hash;
    m_leaves.clear();
    m_books.counters.batches = number;
    m_books.commit();
    return m_witness ? m_witness(number, seal.hash) : Result<void>();
}

} // namespace gotoai::clearinghouse
