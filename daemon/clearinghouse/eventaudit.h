// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "clearinghouse/bookfault.h"
#include "clearinghouse/bookingrules.h"
#include "clearinghouse/books.h"
#include "clearinghouse/events.h"
#include "clearinghouse/tables.h"

#include <vector>

namespace gotoai::clearinghouse {

// Holds the events of one batch after the other against the rules and their leaves, and brings books of its own forward
// by them. Errors are Corrupt and name the first line at fault. Within a batch: accounts, prices and transfers are
// given first, then orders, bookings, transitions and top-ups, then fold().
class EventAudit
{
public:
    EventAudit() = default;
    // Goes on from books that stand already; of their open orders it is not known how often their holds were extended.
    EventAudit(Books books, std::vector<Price> prices);

    Result<void> account(const AccountRecord& account, const crypto::Digest& leaf);
    Result<void> price(const PriceRecord& price, const crypto::Digest& leaf);
    void transfer(const TransferRecord& transfer) { m_transfers.push_back(transfer); }
    Result<void> order(OrderRecord order, const crypto::Digest& leaf);
    // `attempts` are what the table has for the order.
    Result<void> transition(TransitionRecord transition, const tables::Extent& extent, const crypto::Digest& leaf,
                            std::span<const AttemptEntry> attempts);
    Result<void> topUp(TopUpRecord topUp, const crypto::Digest& leaf);
    // `refunded` is the order of a refund as it stood before, null where the tables have no such order.
    Result<void> booking(BookingRecord booking, const tables::Extent& extent, std::string_view scope,
                         const crypto::Digest& leaf, const std::optional<EndedOrder>& refunded);
    // Ends the batch: every transfer belonged to one event; moves them in the order of their numbers.
    Result<void> fold();

    Books& books() { return m_books; }

private:
    // The transfers that an event claims, and those that the rules ask for in their place.
    struct Claim
    {
        std::span<const TransferRecord> actual;
        std::vector<TransferRecord> expected;
        std::int64_t firstDifference() const; // number of a transfer, 0 when they are equal
    };

    Result<Claim> claim(const Postings& postings, OrderNumber order, std::int64_t at, std::int64_t first,
                        std::int64_t count, std::string_view table, std::int64_t number);
    std::vector<TransferRecord> transfersOf(const Postings& postings, OrderNumber order, std::int64_t at,
                                            std::int64_t first) const;
    std::int64_t changedHold(OrderRecord order, const crypto::Digest& leaf);
    template<class Record>
    Result<void> seal(Record& record, const Claim& claim, const crypto::Digest& leaf, std::string_view table);
    Result<std::vector<PricedAttempt>> priceAttempts(const TransitionRecord& transition,
                                                     std::span<const AttemptEntry> attempts) const;
    Result<void> open(const OrderRecord& order, Money promo);
    // Of an order's hold, by the first of its transfers.
    Money promoOf(const OrderRecord& order) const;
    std::optional<LedgerAccount> accountOf(std::int64_t number) const;
    Result<void> checkEffect(const BookingRecord& booking, std::int64_t firstTransfer,
                             const std::optional<EndedOrder>& refunded);
    bool isPlanned(const BookingRecord& refund, std::int64_t firstTransfer, const EndedOrder& order) const;
    Money balanceBefore(std::int64_t transfer, const LedgerAccount& account) const;
    Result<void> attempt(OrderNumber order, const AttemptEntry& attempt) const;
    Result<void> move(const TransferRecord& transfer);

    Books m_books;
    LeafHasher m_hashLeaf;
    std::vector<Price> m_prices;             // by number
    std::vector<TransferRecord> m_transfers; // of this batch
    std::vector<bool> m_isClaimed;
};

} // namespace gotoai::clearinghouse
