// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "clearinghouse/balancewatch.h"
#include "clearinghouse/bookingmemory.h"
#include "clearinghouse/bookingrules.h"
#include "clearinghouse/books.h"
#include "clearinghouse/checkpoint.h"
#include "clearinghouse/events.h"
#include "clearinghouse/ledgerfigures.h"
#include "clearinghouse/requestmemory.h"
#include "clearinghouse/settleroptions.h"
#include "clearinghouse/topupmemory.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

namespace gotoai::clearinghouse {

// The money operations as plain synchronous code: asks the rules, moves the outcome in the books, writes the events of
// a batch. Knows neither threads nor files. A refusal has left neither events nor movements (but for the order that was
// rejected). All of it on the ledger's thread.
class Settler
{
public:
    using Lookups = SettlerLookups;
    using Options = SettlerOptions;

    Settler(Books books, Options options, Lookups lookups, const Clock& clock);

    Result<ReservationReceipt> reserve(const Reservation& reservation);
    Result<SettlementReceipt> settle(const Settlement& settlement);
    Result<TopUpReceipt> topUp(const TopUp& topUp);
    Result<BookingReceipt> book(const Booking& booking);
    Result<std::vector<Wallet>> wallets(const std::vector<AccountId>& accounts);
    Result<std::vector<BudgetTally>> budgets(const std::vector<BudgetHold>& asked);
    Result<std::size_t> expireDoubts(const Instant& now);
    // A grant of a wallet whose open orders hold granted money waits for their ends.
    Result<std::size_t> expireGrants(const Instant& now);

    // Wallets that passed their thresholds since they were asked for last.
    Result<std::vector<BalanceCrossing>> watchBalances(const BalanceThresholdsPtr& thresholds);

    // For the start, before any other operation: orders that were running when the process ended.
    Result<std::size_t> doubtOpenOrders();
    // The batch it is called in ends with a checkpoint.
    void requestCheckpoint() { m_mustCheckpoint = true; }

    // What was done since the last batch.
    struct SealedBatch
    {
        std::int64_t number = 0;                // of the last batch
        std::span<const std::uint8_t> events{}; // ends with its seal, empty: nothing happened; until the batch ends
        const Checkpoint* checkpoint = nullptr; // when one is due; until the batch ends
    };
    SealedBatch seal();
    // The batch's end: it is in the journal, or nothing of it has happened.
    void committed();
    void rolledBack();
    // The tables have the batches up to this one.
    void forgetThrough(std::int64_t batch)
    {
        m_recentTopUps.forgetThrough(batch);
        m_recentBookings.forgetThrough(batch);
        m_recentRequests.forgetThrough(batch);
    }

    // As of the last batch.
    Result<ChainHead> head(const std::monostate&);

    const Books& books() const { return m_books; }
    const LedgerFigures& figures() const { return m_figures; }

private:
    using Transfers = std::vector<TransferRecord>;

    std::int64_t accountNumber(const LedgerAccount& account);
    std::int64_t priceNumber(const Price& price);
    // Finds the accounts of the postings, new ones with their events; numbers and moves nothing yet.
    Transfers resolve(const Postings& postings, OrderNumber order, Instant at);
    // Moves the money and numbers the transfers; InvalidRequest, with nothing moved, when a balance, or all that comes
    // to be in one wallet, would overflow.
    Result<void> post(Transfers& transfers);
    // Rejected with a refusal, reserved without.
    OrderNumber appendOrder(const Reservation& reservation, std::string_view refusal, const OrderTerms& terms,
                            const Transfers& transfers);
    Result<void> end(const Settlement& settlement, const Verdict& verdict);
    void appendTransition(TransitionRecord transition);
    Result<std::optional<TopUpReceipt>> replay(const TopUp& topUp);
    Funds fundsOf(const AccountId& account, Instant at) const;
    Result<std::optional<EarlierOrder>> earlierOrder(const RequestIdentity& request, Instant at);
    void rememberRequest(const Reservation& reservation, OrderNumber number);

    Result<std::optional<BookingRow>> findBooking(BookingKind kind, std::string_view scope, std::string_view reference);
    // What is asked for as it will stand, by the books as they are.
    Result<BookingRow> planBooking(const Chargeback& chargeback, Instant at);
    Result<BookingRow> planBooking(const Grant& grant, Instant at);
    Result<BookingRow> planBooking(const GrantExpiry& expiry, Instant at);
    Result<BookingRow> planBooking(const Refund& refund, Instant at);
    Result<BookingRow> planBooking(const ProviderCredit& credit, Instant at);
    Result<BookingRow> planBooking(const Payout& payout, Instant at);
    Result<BookingRow> planBooking(const Adjustment& adjustment, Instant at);
    Result<BookingRow> planBooking(const LateCost& cost, Instant at);
    Result<BookingRow> planBooking(const HoldExtension& extension, Instant at);
    Money roomForPromo(const AccountId& account, Instant at) const;
    Result<EndedOrder> endedOrder(OrderNumber order);
    Result<void> makeBooking(BookingRow& booking, const BookingSides& sides);
    void takeEffect(const BookingRow& booking);
    // Writes the event and gives its leaf to `leaves`.
    template<class Record>
    void append(const Record& record, std::vector<crypto::Digest>& leaves);

    void endBatch();
    void publishFigures();

    Books m_books;
    LedgerFigures m_figures;
    const Options m_options;
    const Lookups m_lookups;
    const Clock& m_clock;
    std::vector<std::uint8_t> m_events; // of this batch
    LeafHasher m_hashLeaf;
    crypto::Sha256 m_hash;
    Books::Mark m_committed;
    BalanceWatch m_watch;
    TopUpMemory m_recentTopUps;      // that the tables may not have yet
    BookingMemory m_recentBookings;  // likewise
    RequestMemory m_recentRequests;  // likewise, and of open orders
    std::int64_t m_checkpointed = 0; // transfers
    bool m_mustCheckpoint = false;
    std::optional<Checkpoint> m_checkpoint; // of this batch
};

} // namespace gotoai::clearinghouse
