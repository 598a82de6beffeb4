// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "clearinghouse/books.h"
#include "clearinghouse/leaf.h"
#include "clearinghouse/ledgerfigures.h"
#include "storage/database.h"
#include "storage/writer.h"

#include <array>
#include <chrono>
#include <vector>

namespace gotoai::clearinghouse {

// The money operations as plain synchronous code: asks the rules, stages the outcome in the books, writes the rows.
// Runs inside the writer's transaction and seals each one as a batch of the chain. All of it on the writer's thread.
// A StoreUnavailable rolls the whole transaction back; any other error has left neither rows nor movements (but for the
// row of a rejected order).
class Settler final : public storage::BatchObserver
{
public:
    struct Options
    {
        std::chrono::microseconds doubtDeadline = std::chrono::minutes(10);
        std::size_t maxOpenOrders = 100'000;
        std::int64_t transfersPerCheckpoint = 65'536;
    };

    Settler(Books books, Options options, const Clock& clock);

    Result<ReservationReceipt> reserve(storage::Database& database, const Reservation& reservation);
    Result<SettlementReceipt> settle(storage::Database& database, const Settlement& settlement);
    Result<TopUpReceipt> topUp(storage::Database& database, const TopUp& topUp);
    Result<std::vector<Wallet>> wallets(storage::Database& database, const std::vector<AccountId>& accounts);
    Result<std::size_t> expireDoubts(storage::Database& database, const Instant& now);

    // For the start, before any other operation: orders that were running when the process ended.
    Result<std::size_t> doubtOpenOrders(storage::Database& database);
    // The transaction it is called in ends with a checkpoint.
    void requestCheckpoint() { m_mustCheckpoint = true; }

    Result<void> sealing(storage::Database& database) override;
    void committed() override;
    void rolledBack(storage::Database& database) override;

    const Books& books() const { return m_books; }
    const LedgerFigures& figures() const { return m_figures; }

private:
    using Transfers = std::vector<TransferRecord>;

    Result<std::int64_t> accountNumber(storage::Database& database, const LedgerAccount& account);
    Result<std::int64_t> priceNumber(storage::Database& database, const Price& price);
    // Finds the accounts of the postings, new ones with their rows; numbers and moves nothing yet.
    Result<Transfers> resolve(storage::Database& database, const Postings& postings, OrderNumber order, Instant at);
    // Moves the money and numbers the transfers; InvalidRequest, with nothing moved, when a balance would overflow.
    Result<void> post(Transfers& transfers);
    Result<void> insert(storage::Database& database, const Transfers& transfers);
    Result<OrderNumber> insertOrder(storage::Database& database, const Reservation& reservation, OrderState birth,
                                    const Transfers& transfers);
    Result<ReservationReceipt> reject(storage::Database& database, const Reservation& reservation, Error refusal);
    Result<void> end(storage::Database& database, const Settlement& settlement, const Verdict& verdict);
    Result<void> insertTransition(storage::Database& database, TransitionRecord transition);
    Result<std::optional<TopUpReceipt>> replay(storage::Database& database, const TopUp& topUp);

    void publishFigures();

    Books m_books;
    LedgerFigures m_figures;
    const Options m_options;
    const Clock& m_clock;
    LeafHasher m_hashLeaf;
    crypto::Sha256 m_hash;
    Books::Mark m_committed;
    std::int64_t m_checkpointed = 0; // transfers
    bool m_mustCheckpoint = false;
};

} // namespace gotoai::clearinghouse
