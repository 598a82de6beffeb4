// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/bookingmemory.h"

#include "clearinghouse/bookingrules.h"
#include "clearinghouse/invariant.h"

namespace gotoai::clearinghouse {

const BookingRow* BookingMemory::find(BookingKind kind, std::string_view scope, std::string_view reference) const
{
    for (const auto& [batch, booking] : m_entries) {
        if (booking.kind == kind && booking.reference == reference &&
            scopeOf(kind, booking.rail, booking.provider, booking.order) == scope)
            return &booking;
    }
    return nullptr;
}

BookingMemory::Refunds BookingMemory::refundsOf(OrderNumber order) const
{
    Refunds refunds;
    for (const auto& [batch, booking] : m_entries) {
        if (booking.kind != BookingKind::Refund || booking.order != order)
            continue;
        const auto sum = refunds.amount.plus(booking.amount);
        ensure(sum.has_value(), "the refunds of an order are within its charge");
        refunds = {*sum, refunds.count + 1};
    }
    return refunds;
}

std::int64_t BookingMemory::forgottenThrough(std::int64_t last) const
{
    return m_entries.empty() ? last : m_entries.front().booking.number - 1;
}

void BookingMemory::add(const BookingRow& booking, std::int64_t batch) { m_entries.push_back({batch, booking}); }

void BookingMemory::forgetThrough(std::int64_t batch)
{
    while (!m_entries.empty() && m_entries.front().batch <= batch)
        m_entries.pop_front();
}

void BookingMemory::forgetFrom(std::int64_t batch)
{
    while (!m_entries.empty() && m_entries.back().batch >= batch)
        m_entries.pop_back();
}

} // namespace gotoai::clearinghouse
