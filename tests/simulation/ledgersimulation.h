// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clearinghouse/settler.h"
#include "simulation/replica.h"
#include "support/manualclock.h"

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <random>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

namespace gotoai::test {

// A wallet's own money and what was granted, together.
inline Money spendable(const Wallet& wallet)
{
    return Money::fromNano(wallet.available.nano() + wallet.promoAvailable.nano());
}
inline Money heldOf(const Wallet& wallet) { return Money::fromNano(wallet.held.nano() + wallet.promoHeld.nano()); }

// The ledger's own code under everything that can happen to it, drawn from a seed: operations that are valid, hostile,
// repeated or out of order, usage that lies, a clock that runs, a journal that refuses, and crashes between any two
// steps, after which the process begins anew with what was durable, or with some of what was not. The invariants are
// held after every operation.
class LedgerSimulation
{
public:
    explicit LedgerSimulation(std::uint64_t seed);

    // False when something does not hold.
    bool step();
    // Everything at once, at the end and now and then: the ledger against its replica, and all that was promised.
    bool audit();
    const std::string& problem() const { return m_problem; }

    static constexpr std::size_t kBookingKindCount = std::variant_size_v<BookingPurpose>;
    struct Figures
    {
        std::int64_t topUps = 0;
        std::int64_t reserved = 0;
        std::int64_t ended = 0;
        std::int64_t expired = 0;
        std::array<std::int64_t, kBookingKindCount> booked{}; // by kind
        std::int64_t repeated = 0;                            // requests that had made an order before
        std::int64_t refused = 0;
        std::int64_t overBudget = 0; // of these
        std::int64_t rolledBack = 0;
        std::int64_t crashes = 0;
    };
    const Figures& figures() const { return m_figures; }

private:
    static constexpr std::int64_t kCreditLimit = 500;

    // What callers hear when it is durable.
    struct PromisedEnd
    {
        OrderNumber order = 0;
        Money charge{};
    };
    struct PromisedTopUp
    {
        std::string externalId{};
        Money amount{};
    };
    struct PromisedBooking
    {
        std::string key{};
        Money amount{};
    };
    using Promise = std::variant<PromisedEnd, PromisedTopUp, PromisedBooking>;
    struct Batch
    {
        std::vector<std::uint8_t> events;
        std::vector<Promise> promises;
    };

    std::int64_t upTo(std::int64_t most) { return std::uniform_int_distribution<std::int64_t>(0, most)(m_random); }
    bool isOneIn(std::int64_t count) { return upTo(count - 1) == 0; }
    template<class IdType>
    IdType anyId();
    bool require(bool holds, const char* invariant);
    Wallet walletOf(const AccountId& account) const;
    bool isAsBefore(const Wallet& before) const;

    void topUp();
    void book();
    Booking anyBooking();
    BookingPurpose anyPurpose(Money amount);
    Money anyAmount();
    void checkBooked(const Booking& booking, const BookingReceipt& receipt, const Wallet& before);
    bool isOverdueGrant(const AccountId& account) const;
    std::int64_t grantedTo(const AccountId& account) const; // by grants that have not expired in the books
    void reserve();
    void checkRepeated(const Reservation& reservation, const EarlierOrder& earlier, const Wallet& before);
    void settle();
    std::vector<BudgetClaim> budgetsOf(const AccountId& account);
    Settlement anySettlement();
    OrderNumber anyOrder();
    void letTimePass();
    void endBatch();
    void sync();
    void keep(const PromisedEnd& end);
    void keep(const PromisedTopUp& topUp);
    void keep(const PromisedBooking& booking);
    void crash();
    void start();
    void listOpenOrders();

    std::mt19937_64 m_random;
    ManualClock m_clock;
    Replica m_replica;
    std::unique_ptr<Settler> m_settler;
    std::vector<AccountId> m_accounts;
    std::vector<BudgetId> m_budgets;
    std::vector<ProviderId> m_providers;
    std::vector<std::shared_ptr<const Price>> m_prices;
    std::vector<OrderNumber> m_open; // in the settler's books, and some that have ended since
    std::vector<Promise> m_staged;   // of the batch that is not sealed
    std::deque<Batch> m_unsynced;
    std::unordered_map<OrderNumber, Money> m_promisedEnds;
    std::unordered_map<std::string, Money> m_promisedTopUps;
    std::unordered_map<std::string, Money> m_promisedBookings; // by kind, scope and reference
    std::vector<Booking> m_asked;                              // some that were booked, to be asked for again
    std::int64_t m_externalIds = 0;
    std::int64_t m_references = 0;
    std::int64_t m_steps = 0;
    Figures m_figures;
    std::string m_problem;
};

} // namespace gotoai::test
