// SPDX-License-Identifier: GPL-3.0-or-later
// How differences end.
#include "clearinghouse/bookinglookups.h"
#include "reconciliation/reconciliationtable.h"
#include "reconciliation/subject.h"
#include "storage/eachrow.h"

namespace gotoai::reconciliation {
namespace {

using clearinghouse::BookingKind;
using storage::Database;
using storage::Statement;
using Blob = std::span<const std::uint8_t>;

// Late costs are known by the order's attempt, which no other subject has.
constexpr char kBookings[] =
    "SELECT (SELECT count(*) FROM reconciliation_differences WHERE subject = ?1 AND state IN ('booking', 'booked'))"
    " + (SELECT count(*) FROM orders o JOIN bookings b ON b.order_number = o.number AND b.order_number > 0"
    " WHERE o.id = ?2 AND b.kind = ?3 AND b.part = ?4)";

Result<std::int64_t> bookingsAbout(Database& database, const Difference& difference)
{
    auto select = database.cached(kBookings);
    if (!select)
        return std::move(select).error();
    const bool isOfAttempt =
        difference.order && difference.subject == attemptSubject(*difference.order, difference.attempt);
    (*select)
        ->bind(1, difference.subject)
        .bind(2, isOfAttempt ? std::optional(Blob(difference.order->bytes())) : std::nullopt)
        .bind(3, static_cast<std::int64_t>(BookingKind::LateCost))
        .bind(4, difference.attempt);
    const auto found = (*select)->step();
    if (!found)
        return found.error();
    const std::int64_t count = *found ? (*select)->integer(0) : 0;
    (*select)->reset();
    return count;
}

// Conflict unless it changed exactly one row.
Result<void> runOnce(Database& database, Statement& update)
{
    if (auto done = update.run(); !done)
        return done;
    if (database.changes() != 1)
        return failure(ErrorCode::Conflict, "the difference is resolved already");
    return {};
}

// One that is being booked.
struct Claim
{
    DifferenceId id;
    std::string reference;
};

Result<std::vector<Claim>> readClaims(Database& database)
{
    std::vector<Claim> claims;
    auto read = storage::forEachRow(
        database, "SELECT id, subject, bookings FROM reconciliation_differences WHERE state = 'booking'",
        [&claims](const Statement& row) -> Result<void> {
            const auto id = DifferenceId::fromBytes(row.blob(0));
            if (!id)
                return failure(ErrorCode::Corrupt, "a row of reconciliation_differences cannot be read");
            claims.push_back({*id, bookingReference(row.text(1), row.integer(2))});
            return {};
        });
    if (!read)
        return std::move(read).error();
    return claims;
}

Result<void> settleClaim(Database& database, const Claim& claim, Instant now)
{
    const auto booking = clearinghouse::findBooking(database, BookingKind::Adjustment, {}, claim.reference);
    if (!booking)
        return booking.error();
    if (!*booking)
        return releaseDifference(database, claim.id);
    auto update = database.cached("UPDATE reconciliation_differences SET state = 'booked', booking = ?2,"
                                  " resolved_us = ?3 WHERE id = ?1 AND state = 'booking'");
    if (!update)
        return std::move(update).error();
    (*update)->bind(1, Blob(claim.id.bytes())).bind(2, Blob((*booking)->id.bytes())).bind(3, toMicroseconds(now));
    return runOnce(database, **update);
}

} // namespace

Result<void> claimDifference(Database& database, const Difference& difference)
{
    const auto bookings = bookingsAbout(database, difference);
    if (!bookings)
        return bookings.error();
    if (*bookings != difference.bookings)
        return failure(ErrorCode::Conflict, "what it is about has been booked since: reconcile again");
    auto update = database.cached("UPDATE reconciliation_differences SET state = 'booking', note = ?2,"
                                  " resolved_by = ?3 WHERE id = ?1 AND state = 'open'");
    if (!update)
        return std::move(update).error();
    (*update)->bind(1, Blob(difference.id.bytes())).bind(2, difference.note).bind(3, difference.resolvedBy);
    return runOnce(database, **update);
}

Result<void> releaseDifference(Database& database, const DifferenceId& id)
{
    auto update = database.cached("UPDATE reconciliation_differences SET state = 'open', note = '', resolved_by = ''"
                                  " WHERE id = ?1 AND state = 'booking'");
    if (!update)
        return std::move(update).error();
    (*update)->bind(1, Blob(id.bytes()));
    return runOnce(database, **update);
}

Result<void> resolveDifference(Database& database, const Difference& difference)
{
    using State = Difference::State;
    auto update = database.cached("UPDATE reconciliation_differences SET state = ?2, note = ?3, booking = ?4,"
                                  " resolved_by = ?5, resolved_us = ?6 WHERE id = ?1 AND state = ?7");
    if (!update)
        return std::move(update).error();
    const auto& booking = difference.booking;
    const auto& at = difference.resolvedAt;
    (*update)
        ->bind(1, Blob(difference.id.bytes()))
        .bind(2, stateWord(difference.state))
        .bind(3, difference.note)
        .bind(4, booking ? std::optional(Blob(booking->bytes())) : std::nullopt)
        .bind(5, difference.resolvedBy)
        .bind(6, at ? std::optional(toMicroseconds(*at)) : std::nullopt)
        .bind(7, stateWord(difference.state == State::Booked ? State::Booking : State::Open));
    return runOnce(database, **update);
}

Result<void> settleClaims(Database& database, Instant now)
{
    const auto claims = readClaims(database);
    if (!claims)
        return claims.error();
    for (const Claim& claim : *claims) {
        if (auto settled = settleClaim(database, claim, now); !settled)
            return settled;
    }
    return {};
}

Result<SubjectBookings> bookedSubjects(Database& database, const ProviderId& provider)
{
    auto select = database.prepare("SELECT d.subject, d.apart_nano FROM reconciliation_differences d"
                                   " JOIN reconciliations r ON r.number = d.reconciliation"
                                   " WHERE d.state IN ('booking', 'booked') AND r.provider = ?1");
    if (!select)
        return std::move(select).error();
    select->bind(1, Blob(provider.bytes()));
    SubjectBookings bookings;
    for (;;) {
        const auto found = select->step();
        if (!found)
            return found.error();
        if (!*found)
            return bookings;
        LaterBookings& about = bookings[std::string(select->text(0))];
        ++about.count;
        about.amount = about.amount.plus(Money::fromNano(select->integer(1))).value_or(about.amount);
    }
}

} // namespace gotoai::reconciliation
