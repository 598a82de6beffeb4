// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clearinghouse/bookingrules.h"
#include "clearinghouse/books.h"
#include "clearinghouse/events.h"
#include "clearinghouse/requestmemory.h"
#include "clearinghouse/topupmemory.h"

#include <map>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace gotoai::test {

using namespace gotoai::clearinghouse;

// What a booking is known by: kind, scope and reference.
std::string bookingKey(const BookingRow& row);

// The ledger as its durable events alone tell it, folded batch by batch: what a restart begins with, and what the
// simulated ledger is held against.
class Replica
{
public:
    explicit Replica(const IdBytes& book) { m_books.head = genesisHash(book); }

    // One batch, its seal last. False, with a problem, when it breaks a rule of the books.
    bool take(std::span<const std::uint8_t> events);

    const Books& books() const { return m_books; }
    // As a process that knows nothing else would load it: without the ids of open orders.
    Books reloaded() const;
    const KeptTopUp* findTopUp(const std::string& rail, const std::string& externalId) const;
    // The last order of a request, as the tables would tell it.
    std::optional<KeptRequest> findRequest(const crypto::Digest& scope) const;
    // What the tables would tell of bookings.
    std::optional<BookingRow> findBooking(BookingKind kind, std::string_view scope, std::string_view reference) const;
    std::optional<EndedOrder> findEnded(OrderNumber order, std::int64_t throughBooking) const;
    std::optional<Money> settledCost(OrderNumber order, std::int64_t attempt) const;
    std::optional<Money> bookedAmount(const std::string& key) const; // by bookingKey()
    // The charge of an order that has ended.
    std::optional<Money> chargeOf(OrderNumber number) const;
    // The sum of all balances is zero, held is the sum of the open holds; false, with a problem, when not.
    bool isBalanced();
    const std::string& problem() const { return m_problem; }

private:
    struct Taker;

    bool require(bool holds, const char* invariant);
    void move(std::span<const TransferRecord> transfers);
    void take(const AccountRecord& account);
    void take(const PriceRecord& price);
    void take(const OrderRecord& order);
    void take(const TransitionRecord& transition);
    void take(const TopUpRecord& topUp);
    void take(const BookingRecord& booking);
    void takeEffect(const BookingRow& booking);
    void extend(const BookingRow& booking);
    void refund(const BookingRow& booking);
    void take(const Seal& seal);
    void takeRequest(const OrderRecord& order);
    Money promoHoldOf(const OrderRecord& order) const;
    Money promoChargeOf(const TransitionRecord& transition, const AccountId& account) const;
    void checkEnd(const OpenOrder& order, const TransitionRecord& transition);

    Books m_books;
    std::map<std::int64_t, PriceFigures> m_prices;
    std::unordered_map<std::string, KeptTopUp> m_topUps;    // by rail and external id
    std::unordered_map<std::string, BookingRow> m_bookings; // by key
    std::unordered_map<OrderNumber, std::vector<BookingRow>> m_refunds;
    std::unordered_map<OrderNumber, EndedOrder> m_ended;           // without their refunds
    std::map<std::pair<OrderNumber, std::int64_t>, Money> m_costs; // by attempt
    std::map<crypto::Digest, KeptRequest> m_requests;              // by scope
    std::map<std::pair<BudgetId, Instant>, std::int64_t> m_spent;  // of all windows that there ever were
    LeafHasher m_hashLeaf;
    crypto::Sha256 m_hash;
    std::string m_problem;
};

} // namespace gotoai::test
