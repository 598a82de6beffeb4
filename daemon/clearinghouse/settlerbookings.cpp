// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/budgetrules.h"
#include "clearinghouse/invariant.h"
#include "clearinghouse/settler.h"

#include <algorithm>

// Bookings, each once for its kind, scope and reference.
namespace gotoai::clearinghouse {
namespace {

// Whether a booking is what is asked for again. What followed from the books of its time is not asked for.
struct IsSameRequest
{
    const BookingRow& kept;
    const Books& books;

    bool operator()(const Chargeback& asked) const
    {
        return kept.account == asked.account && kept.amount == asked.amount;
    }
    bool operator()(const Grant& asked) const
    {
        return kept.account == asked.account && kept.amount == asked.amount && kept.expiresAt == asked.expiresAt;
    }
    bool operator()(const GrantExpiry&) const { return true; }
    bool operator()(const Refund& asked) const { return !asked.amount || kept.amount == *asked.amount; }
    bool operator()(const ProviderCredit& asked) const
    {
        return kept.amount == asked.amount && isBetween(sidesOf(asked));
    }
    bool operator()(const Payout& asked) const { return kept.rail == asked.rail && kept.amount == asked.amount; }
    bool operator()(const Adjustment& asked) const { return kept.amount == asked.amount && isBetween(sidesOf(asked)); }
    bool operator()(const LateCost& asked) const
    {
        return kept.provider == asked.provider && kept.amount == asked.amount;
    }
    bool operator()(const HoldExtension& asked) const
    {
        const bool mayBeLess = asked.reach == HoldExtension::Reach::AsFarAsItGoes;
        return kept.amount == asked.amount || (mayBeLess && kept.amount < asked.amount);
    }

private:
    bool isBetween(const BookingSides& sides) const
    {
        return kept.debit == books.find(*sides.debit) && kept.credit == books.find(*sides.credit);
    }
};

// Within what the reference has one effect.
struct Scope
{
    std::string operator()(const Chargeback& of) const { return scopeOf(BookingKind::Chargeback, of.rail, {}, 0); }
    std::string operator()(const Grant&) const { return {}; }
    std::string operator()(const GrantExpiry&) const { return {}; }
    std::string operator()(const Refund& of) const { return scopeOf(BookingKind::Refund, {}, {}, of.order); }
    std::string operator()(const ProviderCredit& of) const
    {
        return scopeOf(BookingKind::ProviderCredit, {}, of.provider, 0);
    }
    std::string operator()(const Payout& of) const { return scopeOf(BookingKind::Payout, {}, of.provider, 0); }
    std::string operator()(const Adjustment&) const { return {}; }
    std::string operator()(const LateCost& of) const { return scopeOf(BookingKind::LateCost, {}, {}, of.order); }
    std::string operator()(const HoldExtension& of) const { return scopeOf(BookingKind::Extension, {}, {}, of.order); }
};

// Some references follow from what is booked.
std::string referenceOf(const Booking& booking)
{
    if (const auto* const expiry = std::get_if<GrantExpiry>(&booking.purpose))
        return std::to_string(expiry->grant);
    if (const auto* const cost = std::get_if<LateCost>(&booking.purpose))
        return std::to_string(cost->attempt);
    if (const auto* const extension = std::get_if<HoldExtension>(&booking.purpose))
        return std::to_string(extension->step);
    return booking.reference;
}

} // namespace

Result<BookingReceipt> Settler::book(const Booking& asked)
{
    Booking booking = asked;
    booking.reference = referenceOf(asked);
    if (auto checked = checkNotes(booking); !checked)
        return std::move(checked).error();
    auto before = findBooking(booking.kind(), std::visit(Scope(), booking.purpose), booking.reference);
    if (!before)
        return std::move(before).error();
    if (*before) {
        if (!std::visit(IsSameRequest{**before, m_books}, booking.purpose))
            return failure(ErrorCode::Conflict, "the reference belongs to another booking", "reference");
        return BookingReceipt{**std::move(before), true};
    }
    auto planned = std::visit([&](const auto& purpose) { return planBooking(purpose, booking.at); }, booking.purpose);
    if (!planned)
        return std::move(planned).error();
    planned->reference = std::move(booking.reference);
    planned->reason = std::move(booking.reason);
    planned->by = std::move(booking.by);
    planned->at = booking.at;
    if (auto made = makeBooking(*planned, sidesOf(booking.purpose)); !made)
        return std::move(made).error();
    return BookingReceipt{*std::move(planned), false};
}

Result<std::optional<BookingRow>> Settler::findBooking(BookingKind kind, std::string_view scope,
                                                       std::string_view reference)
{
    if (const BookingRow* const recent = m_recentBookings.find(kind, scope, reference))
        return std::optional(*recent);
    return m_lookups.booking(kind, scope, reference);
}

Result<BookingRow> Settler::planBooking(const Chargeback& chargeback, Instant)
{
    return plan(chargeback, m_books.balance(LedgerAccount::available(chargeback.account)));
}

Result<BookingRow> Settler::planBooking(const Grant& grant, Instant at) { return plan(grant, at); }

Result<BookingRow> Settler::planBooking(const GrantExpiry& expiry, Instant at)
{
    for (const auto& [account, grants] : m_books.grants()) {
        if (std::ranges::find(grants, expiry.grant, &Books::Grant::number) != grants.end())
            return planExpiry(account, expiry.grant, m_books.balance(LedgerAccount::promoAvailable(account)),
                              m_books.grantedLive(account, at, expiry.grant));
    }
    return failure(ErrorCode::NotFound, "there is no such grant");
}

Result<BookingRow> Settler::planBooking(const Refund& refund, Instant at)
{
    const auto order = endedOrder(refund.order);
    return order ? plan(refund, *order, roomForPromo(order->account, at)) : order.error();
}

Money Settler::roomForPromo(const AccountId& account, Instant at) const
{
    return promoRoom(m_books.grantedLive(account, at), m_books.balance(LedgerAccount::promoAvailable(account)),
                     m_books.balance(LedgerAccount::promoHeld(account)));
}

Result<BookingRow> Settler::planBooking(const ProviderCredit& credit, Instant) { return plan(credit); }

Result<BookingRow> Settler::planBooking(const Payout& payout, Instant)
{
    return plan(payout, m_books.balance(LedgerAccount::payable(payout.provider)));
}

Result<BookingRow> Settler::planBooking(const Adjustment& adjustment, Instant at)
{
    const auto owner = adjustment.credit.owner();
    const Money room = owner ? roomForPromo(*owner, at) : Money();
    return plan(adjustment, m_books.balance(adjustment.debit), room);
}

Result<BookingRow> Settler::planBooking(const LateCost& cost, Instant)
{
    const auto order = endedOrder(cost.order);
    if (!order)
        return order.error();
    const auto settled = m_lookups.settledCost(cost.order, cost.attempt);
    if (!settled)
        return settled.error();
    if (*settled && !(*settled)->isZero())
        return failure(ErrorCode::Conflict, "the attempt was settled with its cost", "attempt");
    return plan(cost, order->account);
}

Result<BookingRow> Settler::planBooking(const HoldExtension& extension, Instant at)
{
    const OpenOrder* const open = m_books.openOrder(extension.order);
    if (!open)
        return failure(ErrorCode::NotFound, "there is no such order, or it has ended");
    const std::span<const BudgetHold> budgets = open->terms.budgets;
    const Funds funds = fundsOf(open->account, at);
    HoldExtension asked = extension;
    asked.amount = amountOf(extension, funds, leftInBudgets(extension.budgets, budgets, m_books.budgets));
    if (auto carried = extendInBudgets(asked.budgets, budgets, asked.amount, m_books.budgets); !carried)
        return std::move(carried).error();
    return plan(asked, *open, funds);
}

// Whoever names an order by its number has read it in the tables; its end may still be on the way there.
Result<EndedOrder> Settler::endedOrder(OrderNumber order)
{
    if (order < 1 || order > m_books.counters.orders)
        return failure(ErrorCode::NotFound, "there is no such order", "order");
    if (m_books.openOrder(order))
        return failure(ErrorCode::Conflict, "the order has not ended", "order");
    auto ended = m_lookups.endedOrder(order, m_recentBookings.forgottenThrough(m_books.counters.bookings));
    if (!ended)
        return std::move(ended).error();
    if (!*ended)
        return failure(ErrorCode::Conflict, "the order has no end in the books that is known yet", "order");
    const BookingMemory::Refunds recent = m_recentBookings.refundsOf(order);
    (*ended)->refunded = Money::fromNano((*ended)->refunded.nano() + recent.amount.nano());
    (*ended)->refunds += recent.count;
    ensure((*ended)->refunded <= (*ended)->charge, "the refunds of an order are within its charge");
    return **std::move(ended);
}

Result<void> Settler::makeBooking(BookingRow& booking, const BookingSides& sides)
{
    const auto postings = postingsOf(booking, sides);
    if (!postings)
        return postings.error();
    Transfers transfers = resolve(*postings, booking.order, booking.at);
    if (auto posted = post(transfers); !posted)
        return posted;
    booking.number = ++m_books.counters.bookings;
    booking.id = BookingId::make(m_clock.now());
    if (sides.debit) {
        booking.debit = transfers.front().debit;
        booking.credit = transfers.front().credit;
    }
    BookingRecord record = recordOf(booking);
    record.transfers = transfers;
    append(record, m_books.leaves.bookings);
    takeEffect(booking);
    m_recentBookings.add(booking, m_books.counters.batches + 1);
    ensure(m_books.areHoldsInLine(), "after a booking, held is the sum of the holds of open orders");
    return {};
}

// On what is in the books beside balances.
void Settler::takeEffect(const BookingRow& booking)
{
    if (booking.kind == BookingKind::Grant)
        m_books.addGrant(booking.account, {booking.number, booking.amount, booking.expiresAt});
    if (booking.kind == BookingKind::GrantExpiry)
        m_books.endGrant(booking.account, booking.part);
    if (booking.kind == BookingKind::Refund) {
        const bool isCounted = m_books.budgets.refund(booking.budgets, booking.amount);
        ensure(isCounted, "a refund is within what its order's budgets counted");
    }
    if (booking.kind != BookingKind::Extension)
        return;
    OpenOrder extended = *m_books.openOrder(booking.order);
    extended.hold = Money::fromNano(extended.hold.nano() + booking.amount.nano());
    extended.promo = Money::fromNano(extended.promo.nano() + booking.promo.nano());
    ++extended.extensions;
    const bool isCounted = m_books.budgets.extend(extended.terms.budgets, booking.amount);
    ensure(isCounted, "a budget that can carry an extension counts it");
    m_books.putOpenOrder(booking.order, extended);
}

Result<std::size_t> Settler::expireGrants(const Instant& now)
{
    std::vector<std::int64_t> expired;
    for (const auto& [account, grants] : m_books.grants()) {
        if (!m_books.balance(LedgerAccount::promoHeld(account)).isZero())
            continue;
        for (const Books::Grant& grant : grants) {
            if (!grant.isLive(now))
                expired.push_back(grant.number);
        }
    }
    std::ranges::sort(expired);
    expired.resize(std::min(expired.size(), m_options.doubtsPerBatch));
    for (const std::int64_t grant : expired) {
        if (auto booked = book({.purpose = GrantExpiry{grant}, .at = now}); !booked)
            return std::move(booked).error();
    }
    return expired.size();
}

} // namespace gotoai::clearinghouse
