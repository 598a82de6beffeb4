// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulation/ledgersimulation.h"

#include <algorithm>
#include <limits>
#include <utility>

// Bookings, in and out of order: everything that moves money beside orders and top-ups.
namespace gotoai::test {
namespace {

constexpr char kRail[] = "manual";
constexpr std::size_t kMaxAsked = 500;

Money nano(std::int64_t amount) { return Money::fromNano(amount); }

std::string scopeOf(const BookingRow& row)
{
    return clearinghouse::scopeOf(row.kind, row.rail, row.provider, row.order);
}

} // namespace

std::string bookingKey(const BookingRow& row)
{
    return std::string(bookingKindWord(row.kind)) + '\n' + scopeOf(row) + '\n' + row.reference;
}

// Now and then one that is none.
Money LedgerSimulation::anyAmount()
{
    const std::int64_t hostile[] = {0, -1, std::numeric_limits<std::int64_t>::min()};
    return nano(isOneIn(30) ? hostile[upTo(2)] : 1 + upTo(3'000));
}

BookingPurpose LedgerSimulation::anyPurpose(Money amount)
{
    const AccountId account = m_accounts[static_cast<std::size_t>(upTo(std::ssize(m_accounts) - 1))];
    const ProviderId provider = m_providers[static_cast<std::size_t>(upTo(std::ssize(m_providers) - 1))];
    const Money limit = nano(isOneIn(2) ? kCreditLimit : 0);
    const OrderNumber ended = 1 + upTo(m_settler->books().counters.orders + 2);
    // Calls make extensions, people the rest.
    switch (isOneIn(2) ? BookingKind::Extension : BookingKind(upTo(kBookingKindCount - 1))) {
    case BookingKind::Chargeback: {
        const std::int64_t available = std::max<std::int64_t>(walletOf(account).available.nano(), 0);
        return Chargeback{account, kRail, isOneIn(3) ? nano(1 + upTo(available + 1'000)) : amount, limit};
    }
    case BookingKind::Grant: {
        const auto life = std::chrono::seconds(isOneIn(20) ? -1 : 1 + upTo(3'000));
        return Grant{account, amount, isOneIn(4) ? std::nullopt : std::optional(m_clock.now() + life)};
    }
    case BookingKind::GrantExpiry: // one that there is not: those that there are expire by themselves
        return GrantExpiry{m_settler->books().counters.bookings + 1 + upTo(5)};
    case BookingKind::Refund: return Refund{ended, isOneIn(3) ? std::nullopt : std::optional(amount)};
    case BookingKind::ProviderCredit: return ProviderCredit{provider, amount, ProviderCredit::Target(upTo(1))};
    case BookingKind::Payout: return Payout{provider, kRail, amount, Payout::Limit(upTo(1))};
    case BookingKind::Adjustment: {
        const LedgerAccount others[] = {LedgerAccount::fee(),
                                        LedgerAccount::absorbed(),
                                        LedgerAccount::held(account),
                                        LedgerAccount::available(account),
                                        LedgerAccount::promoAvailable(account),
                                        LedgerAccount::payable(provider)};
        LedgerAccount debit = LedgerAccount::suspense(provider);
        LedgerAccount credit = others[upTo(5)];
        if (isOneIn(2))
            std::swap(debit, credit);
        return Adjustment{debit, credit, amount, limit};
    }
    case BookingKind::LateCost: return LateCost{ended, 1 + upTo(3), provider, amount};
    case BookingKind::Extension: break;
    }
    const OrderNumber number = anyOrder();
    const OpenOrder* const open = m_settler->books().openOrder(number);
    const std::int64_t step = open ? open->extensions + 1 : 1;
    return HoldExtension{.order = number,
                         .step = step + (isOneIn(10) ? 1 : 0),
                         .amount = amount,
                         .creditLimit = limit,
                         .budgets = open ? budgetsOf(open->account) : std::vector<BudgetClaim>(),
                         .reach = HoldExtension::Reach(upTo(1))};
}

Booking LedgerSimulation::anyBooking()
{
    if (!m_asked.empty() && isOneIn(6))
        return m_asked[static_cast<std::size_t>(upTo(std::ssize(m_asked) - 1))];
    return {.purpose = anyPurpose(anyAmount()),
            .reference = std::to_string(++m_references),
            .reason = "simulated",
            .by = "simulation",
            .at = m_clock.now()};
}

void LedgerSimulation::book()
{
    Booking booking = anyBooking();
    booking.at = m_clock.now();
    std::vector<Wallet> before;
    for (const AccountId& account : m_accounts)
        before.push_back(walletOf(account));
    const auto done = m_settler->book(booking);
    if (!done || done->isReplayed) {
        m_figures.refused += !done;
        require(std::ranges::all_of(before, [this](const Wallet& wallet) { return isAsBefore(wallet); }),
                "a booking that is refused or repeated moves nothing");
        return;
    }
    const BookingRow& made = done->booking;
    ++m_figures.booked[static_cast<std::size_t>(made.kind)];
    require(!m_promisedBookings.contains(bookingKey(made)), "a booking happens once");
    for (const Wallet& wallet : before) {
        if (wallet.account == made.account)
            checkBooked(booking, *done, wallet);
        else
            require(isAsBefore(wallet), "a booking moves only the wallet it concerns");
    }
    m_staged.push_back(PromisedBooking{bookingKey(made), made.amount});
    if (m_asked.size() < kMaxAsked)
        m_asked.push_back(booking);
    else
        m_asked[static_cast<std::size_t>(upTo(kMaxAsked - 1))] = booking;
}

// What has happened to the wallet of a booking, by its purpose alone.
void LedgerSimulation::checkBooked(const Booking& booking, const BookingReceipt& receipt, const Wallet& before)
{
    const BookingRow& made = receipt.booking;
    const Wallet after = walletOf(before.account);
    const std::int64_t gained = spendable(after).nano() - spendable(before).nano();
    const std::int64_t amount = made.amount.nano();
    const std::int64_t own = after.available.nano() - before.available.nano();
    const auto staysAbove = [&](Money limit) { return own >= 0 || after.available.nano() >= -limit.nano(); };
    require(amount > 0 || made.kind == BookingKind::GrantExpiry, "a booking moves more than zero");
    require(after.promoAvailable.nano() >= 0, "granted money is not negative");
    require(after.promoAvailable.nano() + after.promoHeld.nano() <= grantedTo(after.account),
            "granted money is of grants that have not expired");
    switch (made.kind) {
    case BookingKind::Chargeback: {
        const Money limit = std::get<Chargeback>(booking.purpose).creditLimit;
        require(own == made.absorbed.nano() - amount && staysAbove(limit),
                "a chargeback takes what the wallet can give");
        require(made.absorbed.isZero() || after.available.nano() <= -limit.nano(), "it absorbs only the rest");
        break;
    }
    case BookingKind::Grant: require(own == 0 && gained == amount, "a grant is added once"); break;
    case BookingKind::Refund: require(gained == amount && own >= 0, "a refund comes back once"); break;
    case BookingKind::Adjustment: {
        const auto& asked = std::get<Adjustment>(booking.purpose);
        const bool isDebited = asked.debit.owner().has_value();
        require(gained == (isDebited ? -amount : amount) && staysAbove(asked.creditLimit), "an adjustment is exact");
        break;
    }
    case BookingKind::Extension: {
        const auto& asked = std::get<HoldExtension>(booking.purpose);
        const bool mayBeLess = asked.reach == HoldExtension::Reach::AsFarAsItGoes;
        const Money limit = asked.creditLimit;
        require(mayBeLess ? made.amount <= asked.amount : made.amount == asked.amount,
                "an extension is what was asked");
        require(gained == -amount && heldOf(after).nano() - heldOf(before).nano() == amount && staysAbove(limit),
                "an extension moves into the hold");
        return;
    }
    case BookingKind::GrantExpiry:
    case BookingKind::ProviderCredit:
    case BookingKind::Payout:
    case BookingKind::LateCost: require(isAsBefore(before), "what a provider is owed moves no wallet"); break;
    }
    require(heldOf(after) == heldOf(before), "only extensions change what is held");
}

std::int64_t LedgerSimulation::grantedTo(const AccountId& account) const
{
    std::int64_t granted = 0;
    for (const Books::Grant& grant : m_settler->books().grants(account))
        granted += grant.amount.nano();
    return granted;
}

bool LedgerSimulation::isOverdueGrant(const AccountId& account) const
{
    const Books& books = m_settler->books();
    return books.balance(LedgerAccount::promoHeld(account)).isZero() &&
           std::ranges::any_of(books.grants(account), [this](const auto& each) { return !each.isLive(m_clock.now()); });
}

} // namespace gotoai::test
