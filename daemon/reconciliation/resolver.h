// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clearinghouse/ledgerstore.h"
#include "reconciliation/reconciliationtable.h"
#include "storage/companion.h"
#include "storage/writer.h"

#include <functional>
#include <set>
#include <string>
#include <utility>

namespace gotoai::reconciliation {

struct ResolutionDraft
{
    Difference::State how = Difference::State::Explained; // or Booked
    std::string note;                                     // 1…500 bytes
    std::string by;
};

// Ends differences: with an explanation, or by an adjustment between the provider's payable and its suspense account
// that makes the books say what was billed. What is booked is claimed before the ledger is asked, so that it ends one
// way only, and is known to the ledger by what it is about, so that no other run books it again. Lives on one thread,
// which drains `queue`; replies come there, exactly once, possibly from within the call.
class Resolver
{
public:
    using Reply = std::function<void(Result<Difference>)>;
    using Also = storage::Companion<Difference>;

    struct Parts
    {
        clearinghouse::LedgerStore& ledger;
        storage::Writer& writer;
        storage::CompletionQueue& queue;
        const Clock& clock;
        // Over a connection that sees what was answered before.
        std::function<void(std::function<Result<KnownDifference>(storage::Database&)>,
                           std::function<void(Result<KnownDifference>)>)>
            read;
    };

    explicit Resolver(Parts parts)
        : m_parts(std::move(parts))
    {}
    Resolver(const Resolver&) = delete;
    Resolver& operator=(const Resolver&) = delete;

    // Once, before any resolve(): ends what a process before was booking, as the ledger has it.
    void settleClaims();

    // NotFound, InvalidRequest, Conflict when it is resolved, is being booked, has no amount to book or was booked in
    // another run. Whatever the ledger refuses leaves it open; where it is not known what the ledger did it stays
    // claimed, until it is booked again or the process starts again. Who books again what he has booked, with the same
    // note, is answered the same.
    void resolve(const DifferenceId& id, ResolutionDraft draft, const Reply& reply, const Also& also = {});

private:
    void decide(KnownDifference known, const ResolutionDraft& draft, const Reply& reply, const Also& also);
    void claim(const KnownDifference& known, const Reply& reply, const Also& also);
    void book(const KnownDifference& known, const Reply& reply, const Also& also);
    void refused(const DifferenceId& id, Error refusal, const Reply& reply);
    void store(Difference difference, const Reply& reply, const Also& also);

    const Parts m_parts;
    std::set<DifferenceId> m_atLedger; // those that are being booked now
};

} // namespace gotoai::reconciliation
