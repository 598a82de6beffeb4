// SPDX-License-Identifier: GPL-3.0-or-later
// What bookings do to the books of the audit beside their transfers.
#include "clearinghouse/eventaudit.h"

#include <algorithm>

namespace gotoai::clearinghouse {

std::optional<LedgerAccount> EventAudit::accountOf(std::int64_t number) const
{
    return m_books.isAccount(number) ? std::optional(m_books.account(number)) : std::nullopt;
}

// In the midst of a batch.
Money EventAudit::balanceBefore(std::int64_t transfer, const LedgerAccount& account) const
{
    const std::int64_t number = m_books.find(account);
    Money balance = m_books.balance(account);
    for (const TransferRecord& each : m_transfers) {
        if (each.number >= transfer)
            break;
        if (number != 0 && each.credit == number)
            balance = balance.plus(each.amount).value_or(balance);
        if (number != 0 && each.debit == number)
            balance = balance.minus(each.amount).value_or(balance);
    }
    return balance;
}

// By the rule, or by the one before it, which gave all granted money back as such.
bool EventAudit::isPlanned(const BookingRecord& refund, std::int64_t firstTransfer, const EndedOrder& order) const
{
    const auto isBy = [&](Money room) {
        const auto planned = plan(Refund{refund.order, refund.amount}, order, room);
        return planned && planned->account == refund.account && planned->part == refund.part &&
               planned->promo == refund.promo && planned->absorbed == refund.absorbed;
    };
    if (isBy(refund.amount))
        return true;
    const Money live = m_books.grantedLive(refund.account, fromMicroseconds(refund.at));
    return isBy(promoRoom(live, balanceBefore(firstTransfer, LedgerAccount::promoAvailable(refund.account)),
                          balanceBefore(firstTransfer, LedgerAccount::promoHeld(refund.account))));
}

Result<void> EventAudit::checkEffect(const BookingRecord& booking, std::int64_t firstTransfer,
                                     const std::optional<EndedOrder>& refunded)
{
    const auto broken = [&](std::string_view what) { return brokenLine("bookings", booking.number, what); };
    const OpenOrder* const open = m_books.openOrder(booking.order);
    const auto grants = m_books.grants(booking.account);
    switch (booking.kind) {
    case BookingKind::Grant: {
        Books::Grant grant{.number = booking.number, .amount = booking.amount};
        if (booking.expiresAt)
            grant.expiresAt = fromMicroseconds(*booking.expiresAt);
        m_books.addGrant(booking.account, grant);
        return {};
    }
    case BookingKind::GrantExpiry:
        if (std::ranges::find(grants, booking.part, &Books::Grant::number) == grants.end())
            return broken("there is no such grant, or it expired before");
        m_books.endGrant(booking.account, booking.part);
        return {};
    case BookingKind::Refund:
        if (!refunded || !isPlanned(booking, firstTransfer, *refunded) ||
            !m_books.budgets.refund(refunded->budgets, booking.amount))
            return broken("it is no refund that its order allows");
        return {};
    case BookingKind::LateCost:
        return open || booking.order > m_books.counters.orders ? broken("its order has not ended") : Result<void>();
    case BookingKind::Extension: {
        const auto hold = open ? open->hold.plus(booking.amount) : std::nullopt;
        const bool isNext = open && (open->extensions < 0 || booking.part == open->extensions + 1);
        if (!hold || !isNext || open->state != OrderState::Reserved || open->account != booking.account ||
            !m_books.budgets.extend(open->terms.budgets, booking.amount))
            return broken("its order has no hold that it could extend");
        OpenOrder extended = *open;
        extended.hold = *hold;
        extended.promo = Money::fromNano(extended.promo.nano() + booking.promo.nano());
        extended.extensions = booking.part;
        m_books.putOpenOrder(booking.order, extended);
        return {};
    }
    default: return {};
    }
}

} // namespace gotoai::clearinghouse
