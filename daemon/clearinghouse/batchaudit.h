// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clearinghouse/effectkeys.h"
#include "clearinghouse/eventaudit.h"
#include "clearinghouse/ledgerchunk.h"

#include <functional>
#include <optional>

namespace gotoai::clearinghouse {

// Judges chunks, one behind the other from the ledger's begin: every event, every leaf, every link of the chain, and,
// with the chunk that is the last for now, that what is known by one key has happened once.
// Errors are Corrupt and name the first line at fault.
class BatchAudit
{
public:
    // Told of each batch that holds, in order; an error of its ends the audit.
    using Witness = std::function<Result<void>(std::int64_t number, const crypto::Digest& hash)>;

    // Behind faults that are forgiven it goes on as though their lines held, where that can be.
    explicit BatchAudit(const IdBytes& book, Witness witness = {}, Forgiveness isForgiven = {});
    // Goes on behind the batch that the books stand at; proves nothing of keys.
    BatchAudit(Books books, std::vector<Price> prices);
    BatchAudit(const BatchAudit&) = delete;
    BatchAudit& operator=(const BatchAudit&) = delete;

    Result<void> take(const LedgerChunk& chunk);
    const Books& books() const { return m_books; }

private:
    // How much of a chunk is judged.
    struct Place
    {
        std::size_t account = 0;
        std::size_t price = 0;
        std::size_t transfer = 0;
        std::size_t order = 0;
        std::size_t booking = 0;
        std::size_t transition = 0;
        std::size_t topUp = 0;
    };

    Result<void> takeBatch(const LedgerChunk& chunk, const Seal& seal, Place& place);
    Result<void> takeEvents(const LedgerChunk& chunk, const Counters& through, Place& place);
    Result<void> close(const Seal& seal);
    Result<void> judge(const SealedRecord<AccountRecord>& account);
    Result<void> judge(const SealedRecord<PriceRecord>& price);
    Result<void> judge(const SealedRecord<OrderRecord>& order);
    Result<void> judge(const SealedBooking& booking);
    Result<void> judge(const SealedRecord<TopUpRecord>& topUp);
    Result<void> judgeTransition(const SealedTransition& transition, std::span<const AttemptEntry> attempts);
    bool isForgiven(const Error& error) const { return m_isForgiven && m_isForgiven(error); }
    template<class Believe>
    Result<void> orBelieved(Result<void> judged, Believe believe);

    EventAudit m_audit;
    Books& m_books;
    Witness m_witness;
    Forgiveness m_isForgiven;
    bool m_areHoldsApart = false;     // and that is forgiven
    std::optional<EffectKeys> m_keys; // until they are proved
    BatchLeaves m_leaves;
    crypto::Sha256 m_hash;
};

} // namespace gotoai::clearinghouse
