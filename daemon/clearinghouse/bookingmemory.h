// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clearinghouse/booking.h"

#include <cstdint>
#include <deque>
#include <string_view>

namespace gotoai::clearinghouse {

// The bookings of batches that the tables may not have yet, in the order of their numbers. They are few: an admin makes
// them. Belongs to the ledger's thread.
class BookingMemory
{
public:
    const BookingRow* find(BookingKind kind, std::string_view scope, std::string_view reference) const;
    // Of the refunds of an order.
    struct Refunds
    {
        Money amount{};
        std::int64_t count = 0;
    };
    Refunds refundsOf(OrderNumber order) const;
    // The tables have the bookings up to this one, of all up to `last`.
    std::int64_t forgottenThrough(std::int64_t last) const;

    void add(const BookingRow& booking, std::int64_t batch);
    void forgetThrough(std::int64_t batch); // the tables have them
    void forgetFrom(std::int64_t batch);    // they have not happened

private:
    struct Entry
    {
        std::int64_t batch = 0;
        BookingRow booking{};
    };

    std::deque<Entry> m_entries;
};

} // namespace gotoai::clearinghouse
