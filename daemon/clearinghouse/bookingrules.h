// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clearinghouse/booking.h"
#include "clearinghouse/records.h"
#include "clearinghouse/rules.h"

// The rules of bookings as functions of values. Planning turns what is asked for into the booking as it will stand, but
// for its numbers; a refusal is an InvalidRequest or what the function says.
namespace gotoai::clearinghouse {

// A reference, a reason and who it is by.
Result<void> checkNotes(const Booking& booking);

// What the reference of a booking is unique within, beside its kind.
std::string scopeOf(BookingKind kind, std::string_view rail, const ProviderId& provider, OrderNumber order);

// An order that has ended, with the bookings made for it since.
struct EndedOrder
{
    AccountId account{};
    OrderState state = OrderState::Released;
    Money charge{};
    Money fee{};
    Money promoCharge{}; // of the charge: granted money
    Money refunded{};
    std::int64_t refunds = 0;
    std::vector<BudgetHold> budgets{}; // that it counted in
};

Result<BookingRow> plan(const Chargeback& chargeback, Money available);
Result<BookingRow> plan(const Grant& grant, Instant at);
// What the wallet's promo holds beyond what its other grants may still have given.
BookingRow planExpiry(const AccountId& account, std::int64_t grant, Money promoAvailable, Money otherGrants);
// How much may come back to a wallet as granted money: what its live grants have given and it has not any more. Beyond
// that nobody could spend it, nor would it ever expire.
Money promoRoom(Money grantedLive, Money promoAvailable, Money promoHeld);
// Of granted money the part beyond `room` comes back as the wallet's own. Conflict when nothing is left to refund.
Result<BookingRow> plan(const Refund& refund, const EndedOrder& order, Money room);
Result<BookingRow> plan(const ProviderCredit& credit);
// Conflict when more is asked for than is owed.
Result<BookingRow> plan(const Payout& payout, Money payable);
// InsufficientFunds when the debited wallet cannot give it; Conflict when it credits more granted money than there is
// `room` for.
Result<BookingRow> plan(const Adjustment& adjustment, Money debitBalance, Money room);
Result<BookingRow> plan(const LateCost& cost, const AccountId& account);
// What of an extension is to be asked for: where it reaches as far as it goes, no more than wallet and budgets, of
// which `budgetsLeft` is left, can carry; all of it where they can carry nothing.
Money amountOf(const HoldExtension& extension, const Funds& funds, Money budgetsLeft);
// InsufficientFunds as for a reserve; Conflict for a step out of turn or an order that does not run.
Result<BookingRow> plan(const HoldExtension& extension, const OpenOrder& order, const Funds& funds);

// The accounts between which a booking moves, where its other fields do not say them.
struct BookingSides
{
    std::optional<LedgerAccount> debit{};
    std::optional<LedgerAccount> credit{};
};
BookingSides sidesOf(const BookingPurpose& purpose);

// The movements that belong to a booking; InvalidRequest for one that no rule would make.
Result<Postings> postingsOf(const BookingRow& booking, const BookingSides& sides);

} // namespace gotoai::clearinghouse
