// SPDX-License-Identifier: GPL-3.0-or-later
#include "reconciliation/resolver.h"

#include "base/log.h"
#include "clearinghouse/sqliteledgerstore.h"
#include "reconciliation/subject.h"
#include "storage/functionunit.h"

#include <algorithm>
#include <utility>

namespace gotoai::reconciliation {
namespace {

using clearinghouse::LedgerAccount;
using storage::Database;
using State = Difference::State;

constexpr std::size_t kMaxNote = 500;

bool isPrintable(std::string_view text)
{
    return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

// What the books owe the provider becomes what was billed; the other side is under investigation until it is known who
// bears it.
clearinghouse::Booking bookingOf(const KnownDifference& known, Instant at)
{
    const Difference& difference = known.difference;
    const auto payable = LedgerAccount::payable(known.provider);
    const auto suspense = LedgerAccount::suspense(known.provider);
    const bool isMore = !difference.apart.isNegative();
    const Money amount = isMore ? difference.apart : Money::fromNano(-difference.apart.nano());
    return {.purpose =
                clearinghouse::Adjustment{isMore ? suspense : payable, isMore ? payable : suspense, amount, Money()},
            .reference = bookingReference(difference.subject, difference.bookings),
            .reason = difference.note,
            .by = difference.resolvedBy,
            .at = at};
}

// Whether the ledger may have booked it all the same.
bool isUnknown(const Error& refusal)
{
    return refusal.code == ErrorCode::StoreUnavailable &&
           refusal.param != clearinghouse::SqliteLedgerStore::kBooksFrozen;
}

} // namespace

void Resolver::settleClaims()
{
    storage::submitFunctions(
        m_parts.writer, m_parts.queue,
        [now = m_parts.clock.now()](Database& database) { return reconciliation::settleClaims(database, now); },
        [](const Result<void>& done) {
            if (!done)
                writeLog(LogLevel::Error, "claims_unsettled", {{"reason", std::string_view(done.error().detail)}});
        });
}

void Resolver::resolve(const DifferenceId& id, ResolutionDraft draft, const Reply& reply, const Also& also)
{
    if (draft.note.empty() || draft.note.size() > kMaxNote || !isPrintable(draft.note))
        return reply(
            failure(ErrorCode::InvalidRequest, "a note has 1 to 500 bytes without control characters", "note"));
    m_parts.read([id](Database& database) { return readDifference(database, id); },
                 [this, draft = std::move(draft), reply, also](const Result<KnownDifference>& known) {
                     if (!known)
                         return reply(known.error());
                     decide(*known, draft, reply, also);
                 });
}

void Resolver::decide(KnownDifference known, const ResolutionDraft& draft, const Reply& reply, const Also& also)
{
    Difference& difference = known.difference;
    const bool isToBook = draft.how == State::Booked;
    if (m_atLedger.contains(difference.id))
        return reply(failure(ErrorCode::Conflict, "the difference is being booked"));
    if (difference.state == State::Booked && isToBook && difference.note == draft.note &&
        difference.resolvedBy == draft.by)
        return reply(std::move(difference));
    if (difference.state == State::Booking && isToBook)
        return book(known, reply, also);
    if (difference.state != State::Open)
        return reply(failure(ErrorCode::Conflict, "the difference is resolved already"));
    if (isToBook && difference.apart.isZero())
        return reply(failure(ErrorCode::Conflict, "there is no amount between the two: it can be explained"));
    difference.note = draft.note;
    difference.resolvedBy = draft.by;
    if (isToBook)
        return claim(known, reply, also);
    difference.state = State::Explained;
    store(std::move(difference), reply, also);
}

void Resolver::claim(const KnownDifference& known, const Reply& reply, const Also& also)
{
    storage::submitFunctions(
        m_parts.writer, m_parts.queue,
        [difference = known.difference](Database& database) { return claimDifference(database, difference); },
        [this, known, reply, also](Result<void> done) {
            if (!done)
                return reply(std::move(done).error());
            book(known, reply, also);
        });
}

// The ledger books it once for its reference, for ever: who comes again after a crash finds it booked.
void Resolver::book(const KnownDifference& known, const Reply& reply, const Also& also)
{
    m_atLedger.insert(known.difference.id);
    m_parts.ledger.book(
        bookingOf(known, m_parts.clock.now()), m_parts.queue,
        [this, difference = known.difference, reply, also](Result<clearinghouse::BookingReceipt> receipt) mutable {
            if (!receipt)
                return refused(difference.id, std::move(receipt).error(), reply);
            difference.state = State::Booked;
            difference.booking = receipt->booking.id;
            store(std::move(difference), reply, also);
        });
}

void Resolver::refused(const DifferenceId& id, Error refusal, const Reply& reply)
{
    if (isUnknown(refusal)) {
        m_atLedger.erase(id);
        return reply(std::move(refusal));
    }
    storage::submitFunctions(
        m_parts.writer, m_parts.queue, [id](Database& database) { return releaseDifference(database, id); },
        [this, id, refusal = std::move(refusal), reply](const Result<void>&) {
            m_atLedger.erase(id);
            reply(refusal);
        });
}

void Resolver::store(Difference difference, const Reply& reply, const Also& also)
{
    difference.resolvedAt = m_parts.clock.now();
    storage::submitFunctions(
        m_parts.writer, m_parts.queue,
        storage::accompanied<Difference>(
            [difference](Database& database) { return resolveDifference(database, difference); }, also, difference),
        [this, difference, reply](Result<void> done) {
            m_atLedger.erase(difference.id);
            if (!done)
                return reply(std::move(done).error());
            reply(difference);
        });
}

} // namespace gotoai::reconciliation
