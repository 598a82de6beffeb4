// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "clearinghouse/booking.h"
#include "clearinghouse/budgettallies.h"
#include "clearinghouse/evidence.h"
#include "clearinghouse/order.h"

#include <functional>
#include <vector>

namespace gotoai::storage {
class CompletionQueue;
}

namespace gotoai::clearinghouse {

template<class T>
using Reply = std::function<void(Result<T>)>;

// The money operations: the only way anything moves. Each is one durable, atomic transaction; the reply comes after the
// commit, on the thread that owns `queue`, exactly once, unless the call itself returned an error (then never).
// Safe from any thread. A boundary so that another engine can stand behind it.
class LedgerStore
{
public:
    virtual ~LedgerStore() = default;

    // InsufficientFunds, at the param "budget" where it is one that cannot carry it (nothing moves; the order is kept
    // as rejected, with needed and available in the detail), Overloaded or StoreUnavailable (no trace of the order).
    virtual void reserve(Reservation reservation, storage::CompletionQueue& queue, Reply<ReservationReceipt> reply) = 0;

    // Never refused for lack of room. Conflict when the order has ended before: the reply then carries no effect.
    // StoreUnavailable: the order stays open; it is in doubt from the next start on.
    virtual void settle(Settlement settlement, storage::CompletionQueue& queue, Reply<SettlementReceipt> reply) = 0;

    // Replays return the first result. Conflict when the same (rail, externalId) had another account or amount.
    virtual void topUp(TopUp topUp, storage::CompletionQueue& queue, Reply<TopUpReceipt> reply) = 0;

    // Replays return the first result; Conflict when the same reference was another booking.
    // A HoldExtension that goes as far as it goes is of its order's end: never refused for lack of room. The receipt
    // says how far it went. Refund, LateCost: of an order whose end can be read already; otherwise Conflict, or
    // NotFound.
    virtual void book(Booking booking, storage::CompletionQueue& queue, Reply<BookingReceipt> reply) = 0;

    // Balances as of the last commit; an unknown account has zeros. In the order asked.
    virtual void wallets(std::vector<AccountId> accounts, storage::CompletionQueue& queue,
                         Reply<std::vector<Wallet>> reply) = 0;

    // What is spent and held in a window of each budget, or in its latest where that is a later one. In the order
    // asked.
    virtual void budgets(std::vector<BudgetHold> asked, storage::CompletionQueue& queue,
                         Reply<std::vector<BudgetTally>> reply) = 0;

    // Closes orders whose doubt has lasted past its deadline: charge 0, hold released, flagged. Replies how many it
    // were; unless it was none, there may be more.
    virtual void expireDoubts(Instant now, storage::CompletionQueue& queue, Reply<std::size_t> reply) = 0;

    // What is known of orders that run. Nobody waits for it, and what cannot be kept is lost.
    virtual void note(std::vector<OrderEvidence> evidence, storage::CompletionQueue& queue) = 0;

    // Takes back what is left of grants that have expired. Replies how many.
    virtual void expireGrants(Instant now, storage::CompletionQueue& queue, Reply<std::size_t> reply) = 0;
};

} // namespace gotoai::clearinghouse
