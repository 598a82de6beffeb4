// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clearinghouse/ledgerstore.h"

#include <utility>

namespace gotoai::app {

// A ledger that knows how many answers are still to come, for whoever must not go on before. On one thread, which
// drains the queues.
class AwaitedLedger final : public clearinghouse::LedgerStore
{
public:
    explicit AwaitedLedger(LedgerStore& ledger)
        : m_ledger(ledger)
    {}

    int awaited() const { return m_awaited; }

    void reserve(clearinghouse::Reservation reservation, storage::CompletionQueue& queue,
                 clearinghouse::Reply<clearinghouse::ReservationReceipt> reply) override
    {
        m_ledger.reserve(std::move(reservation), queue, counted(std::move(reply)));
    }
    void settle(clearinghouse::Settlement settlement, storage::CompletionQueue& queue,
                clearinghouse::Reply<clearinghouse::SettlementReceipt> reply) override
    {
        m_ledger.settle(std::move(settlement), queue, counted(std::move(reply)));
    }
    void topUp(clearinghouse::TopUp topUp, storage::CompletionQueue& queue,
               clearinghouse::Reply<clearinghouse::TopUpReceipt> reply) override
    {
        m_ledger.topUp(std::move(topUp), queue, counted(std::move(reply)));
    }
    void book(clearinghouse::Booking booking, storage::CompletionQueue& queue,
              clearinghouse::Reply<clearinghouse::BookingReceipt> reply) override
    {
        m_ledger.book(std::move(booking), queue, counted(std::move(reply)));
    }
    void wallets(std::vector<AccountId> accounts, storage::CompletionQueue& queue,
                 clearinghouse::Reply<std::vector<clearinghouse::Wallet>> reply) override
    {
        m_ledger.wallets(std::move(accounts), queue, counted(std::move(reply)));
    }
    void budgets(std::vector<clearinghouse::BudgetHold> asked, storage::CompletionQueue& queue,
                 clearinghouse::Reply<std::vector<clearinghouse::BudgetTally>> reply) override
    {
        m_ledger.budgets(std::move(asked), queue, counted(std::move(reply)));
    }
    void expireDoubts(Instant now, storage::CompletionQueue& queue, clearinghouse::Reply<std::size_t> reply) override
    {
        m_ledger.expireDoubts(now, queue, counted(std::move(reply)));
    }
    void note(std::vector<clearinghouse::OrderEvidence> evidence, storage::CompletionQueue& queue) override
    {
        m_ledger.note(std::move(evidence), queue);
    }
    void expireGrants(Instant now, storage::CompletionQueue& queue, clearinghouse::Reply<std::size_t> reply) override
    {
        m_ledger.expireGrants(now, queue, counted(std::move(reply)));
    }

private:
    template<class T>
    clearinghouse::Reply<T> counted(clearinghouse::Reply<T> reply)
    {
        ++m_awaited;
        return [this, reply = std::move(reply)](Result<T> result) {
            --m_awaited;
            reply(std::move(result));
        };
    }

    LedgerStore& m_ledger;
    int m_awaited = 0;
};

} // namespace gotoai::app
