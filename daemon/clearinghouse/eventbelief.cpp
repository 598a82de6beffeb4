// SPDX-License-Identifier: GPL-3.0-or-later
// How the audit goes on behind lines whose faults are forgiven.
#include "clearinghouse/eventaudit.h"

#include <algorithm>

namespace gotoai::clearinghouse {

// What was sealed is worth more than a transfer that is something else.
void EventAudit::mend(const Claim& claim)
{
    const auto place = claim.actual.data() - m_transfers.data();
    std::ranges::copy(claim.expected, m_transfers.begin() + place);
}

void EventAudit::claimAll(std::int64_t first, std::int64_t count)
{
    m_isClaimed.resize(m_transfers.size());
    for (std::size_t i = 0; i < m_transfers.size(); ++i) {
        if (m_transfers[i].number >= first && m_transfers[i].number - first < count)
            m_isClaimed[i] = true;
    }
}

// Its name is in the books already where only its seal is broken.
bool EventAudit::believe(const AccountRecord& account) { return m_books.isAccount(account.number); }

bool EventAudit::believe(const PriceRecord& price)
{
    auto made = Price::make(price.id, {price.picos, price.tiers}, fromMicroseconds(price.validFrom));
    if (!made)
        return false;
    m_books.addPrice(price.id);
    m_prices.push_back(std::move(*made));
    return true;
}

bool EventAudit::believe(const OrderRecord& order)
{
    if (order.birth != OrderState::Reserved)
        return true;
    const Money promo = promoOf(order);
    const auto movements = holdPostings(order.account, order.hold, std::clamp(promo, Money(), order.hold));
    claimAll(order.firstTransfer, std::ssize(movements));
    return open(order, promo).has_value();
}

bool EventAudit::believe(const TransitionRecord& transition, const tables::Extent& extent)
{
    claimAll(extent.firstTransfer, extent.transferCount);
    const OpenOrder* const open = m_books.openOrder(transition.order);
    if (!open)
        return false;
    if (transition.isTerminal()) {
        // Tallies that do not fit show where they are compared.
        [[maybe_unused]] const bool isCounted =
            m_books.budgets.end(open->terms.budgets, open->hold, transition.amounts.charge);
        m_books.closeOrder(transition.order);
        return true;
    }
    OpenOrder doubted = *open;
    doubted.state = OrderState::InDoubt;
    doubted.doubtDeadline = fromMicroseconds(transition.deadline.value_or(0));
    m_books.putOpenOrder(transition.order, doubted);
    return true;
}

bool EventAudit::believe(const TopUpRecord& topUp)
{
    claimAll(topUp.transfer.number, 1);
    return true;
}

bool EventAudit::believe(const BookingRecord& booking, const tables::Extent& extent)
{
    claimAll(extent.firstTransfer, extent.transferCount);
    const bool hasEffect = booking.kind == BookingKind::Grant || booking.kind == BookingKind::GrantExpiry ||
                           booking.kind == BookingKind::Extension;
    return !hasEffect || checkEffect(booking, extent.firstTransfer, std::nullopt).has_value();
}

} // namespace gotoai::clearinghouse
