// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/ledgerscans.h"
#include "clearinghouse/pagereading.h"
#include "clearinghouse/tables.h"

namespace gotoai::clearinghouse {
namespace {

using storage::Statement;

constexpr const char* kSelectBookingByNumber =
    "SELECT b.number, b.id, b.kind, b.account, b.provider, b.order_number, b.part, b.rail, b.scope, b.reference, "
    "b.amount_nano, b.promo_nano, b.absorbed_nano, b.debit, b.credit, b.reason, b.made_by, b.at_us, b.expires_us, "
    "b.first_transfer, b.transfer_count, b.leaf, o.id, d.name, c.name FROM bookings b "
    "LEFT JOIN orders o ON o.number = b.order_number AND b.order_number > 0 "
    "LEFT JOIN ledger_accounts d ON d.number = b.debit LEFT JOIN ledger_accounts c ON c.number = b.credit "
    "WHERE b.number = ?1";

BookingView readBookingView(const Statement& row)
{
    crypto::Digest leaf{};
    tables::Extent extent;
    std::string_view scope;
    BookingView view;
    view.booking = rowOf(tables::readBooking(row, leaf, extent, scope));
    view.number = view.booking.number;
    if (!row.isNull(22))
        view.order = tables::readId<OrderId>(row, 22);
    view.debit = row.text(23);
    view.credit = row.text(24);
    return view;
}

bool isWanted(const BookingRow& booking, const BookingFilter& filter)
{
    return (!filter.kind || booking.kind == *filter.kind) && (!filter.account || booking.account == *filter.account) &&
           (!filter.provider || booking.provider == *filter.provider);
}

} // namespace

Result<Page<BookingView>> LedgerQueries::bookings(const BookingFilter& filter, const PageRequest& page)
{
    return inSnapshot(m_database, [&] {
        return readPage<BookingView>(
            page, {0, kNoNumber},
            [&](Direction direction, const NumberRange& range) {
                return scanBookings(m_database, filter, direction, range);
            },
            [&](std::int64_t number) {
                auto view = readOne<BookingView>(m_database, kSelectBookingByNumber, number, &readBookingView);
                if (view && *view && !isWanted((*view)->booking, filter))
                    view->reset();
                return view;
            });
    });
}

} // namespace gotoai::clearinghouse
