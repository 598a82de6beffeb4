// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bookingid.h"
#include "base/clock.h"
#include "clearinghouse/ledgeraccount.h"
#include "clearinghouse/order.h"
#include "clearinghouse/orderterms.h"
#include "money/money.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace gotoai::clearinghouse {

// What moves money beside the reserves and ends of orders and top-ups. Stored by number: new ones go to the end.
enum class BookingKind : std::uint8_t {
    Chargeback,
    Grant,
    GrantExpiry,
    Refund,
    ProviderCredit,
    Payout,
    Adjustment,
    LateCost,
    Extension
};

std::string_view bookingKindWord(BookingKind kind); // "provider_credit" …
std::optional<BookingKind> bookingKindFromWord(std::string_view word);

// A payment that its rail took back. What the wallet cannot give is absorbed: the money has left all the same.
struct Chargeback
{
    AccountId account;
    std::string rail;
    Money amount;
    Money creditLimit; // of the account
};

// Money that is given away. Spent before the wallet's own; what is left at `expiresAt` goes back.
struct Grant
{
    AccountId account;
    Money amount;
    std::optional<Instant> expiresAt;
};

struct GrantExpiry
{
    std::int64_t grant = 0; // number of its booking
};

// Of a finalized order, all refunds together at most its charge. Without an amount: whatever is left of it.
struct Refund
{
    OrderNumber order = 0;
    std::optional<Money> amount;
};

// A provider reduces what it is owed.
struct ProviderCredit
{
    enum class Target { Suspense, Absorbed };

    ProviderId provider;
    Money amount;
    Target target = Target::Suspense;
};

// A provider is paid what it is owed, or in advance.
struct Payout
{
    enum class Limit { Owed, None };

    ProviderId provider;
    std::string rail;
    Money amount;
    Limit limit = Limit::Owed;
};

// Between a provider's suspense account and any other that no open order holds.
struct Adjustment
{
    LedgerAccount debit;
    LedgerAccount credit;
    Money amount;
    Money creditLimit; // of the wallet that is debited
};

// A provider bills an attempt after its order has ended, or one that was never settled: the platform's cost.
struct LateCost
{
    OrderNumber order = 0;
    std::int64_t attempt = 1;
    ProviderId provider;
    Money amount;
};

// An order that runs needs more than it holds. Steps count from 1.
struct HoldExtension
{
    // At its end, an order takes of what is missing as much as wallet and budgets can carry.
    enum class Reach { Whole, AsFarAsItGoes };

    OrderNumber order = 0;
    std::int64_t step = 1;
    Money amount;
    Money creditLimit;                  // of the account
    std::vector<BudgetClaim> budgets{}; // those that the order was reserved under, with their limits
    Reach reach = Reach::Whole;
};

// In the order of BookingKind.
using BookingPurpose =
    std::variant<Chargeback, Grant, GrantExpiry, Refund, ProviderCredit, Payout, Adjustment, LateCost, HoldExtension>;

struct Booking
{
    BookingPurpose purpose;
    // What it is known by outside: with its kind and, where there is one, its rail, provider or order, it has one
    // effect, ever. 1 to 255 visible ASCII characters. Of an expiry, a late cost and an extension it follows from them.
    std::string reference{};
    std::string reason{}; // for people, at most 500 bytes
    std::string by{};     // id of who asked for it
    Instant at{};

    BookingKind kind() const { return static_cast<BookingKind>(purpose.index()); }
};

// A booking as it stands in the ledger.
struct BookingRow
{
    std::int64_t number = 0; // dense in the book
    BookingId id{};
    BookingKind kind = BookingKind::Adjustment;
    AccountId account{};   // null where it concerns none
    ProviderId provider{}; // likewise
    OrderNumber order = 0; // likewise 0
    std::int64_t part = 0; // which refund, step or attempt of its order; of an expiry, the grant's booking
    std::string rail{};
    std::string reference{};
    Money amount{};
    Money promo{};          // of the amount: granted money
    Money absorbed{};       // of the amount: borne by the platform
    std::int64_t debit = 0; // ledger accounts of an adjustment or a provider's credit
    std::int64_t credit = 0;
    std::string reason{};
    std::string by{};
    Instant at{};
    std::optional<Instant> expiresAt{}; // of a grant
    std::vector<BudgetHold> budgets{};  // of a refund that is being made: where its order counted; never kept
};

struct BookingReceipt
{
    BookingRow booking{};
    bool isReplayed = false; // it had happened before; nothing moved now
};

} // namespace gotoai::clearinghouse
