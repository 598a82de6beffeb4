// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/eventaudit.h"

#include <algorithm>

namespace gotoai::clearinghouse {
namespace {

constexpr std::string_view kNotSealed = "the row, its transfers or its attempts are not what was sealed";

// Invariant 3, on amounts that may be anything.
bool areInLine(const SettledAmounts& amounts, OrderState state, Money hold)
{
    for (const Money amount : {amounts.charge, amounts.providerCost, amounts.fee, amounts.absorbed, amounts.released}) {
        if (amount.isNegative())
            return false;
    }
    const auto asked = amounts.providerCost.plus(amounts.fee);
    const bool isComposed = asked && asked->minus(amounts.absorbed) == amounts.charge;
    const bool isFree = state != OrderState::Released || (amounts.charge.isZero() && amounts.providerCost.isZero());
    return isComposed && isFree && amounts.absorbed <= amounts.providerCost &&
           amounts.charge.plus(amounts.released) == hold;
}

} // namespace

EventAudit::EventAudit(Books books, std::vector<Price> prices)
    : m_books(std::move(books))
    , m_prices(std::move(prices))
{
    const auto open = m_books.openOrders();
    for (auto [number, order] : open) {
        order.extensions = -1;
        m_books.putOpenOrder(number, order);
    }
    m_books.commit();
}

Result<void> EventAudit::account(const AccountRecord& account, const crypto::Digest& leaf)
{
    const auto parsed = LedgerAccount::parse(account.name);
    if (!parsed || m_books.find(*parsed) != 0)
        return brokenLine("ledger_accounts", account.number, "it is no new account");
    m_books.addAccount(*parsed);
    if (m_hashLeaf(account) != leaf)
        return brokenLine("ledger_accounts", account.number, kNotSealed, BookFault::Chain);
    return {};
}

Result<void> EventAudit::price(const PriceRecord& price, const crypto::Digest& leaf)
{
    auto made = Price::make(price.id, {price.picos, price.tiers}, fromMicroseconds(price.validFrom));
    if (!made || m_hashLeaf(price) != leaf)
        return brokenLine("settled_prices", price.number, kNotSealed, BookFault::Chain);
    m_books.addPrice(price.id);
    m_prices.push_back(std::move(*made));
    return {};
}

std::int64_t EventAudit::Claim::firstDifference() const
{
    const auto [a, b] = std::mismatch(actual.begin(), actual.end(), expected.begin(), expected.end());
    return a == actual.end() ? 0 : a->number;
}

Result<EventAudit::Claim> EventAudit::claim(const Postings& postings, OrderNumber order, std::int64_t at,
                                            std::int64_t first, std::int64_t count, std::string_view table,
                                            std::int64_t number)
{
    Claim claim;
    if (count != std::ssize(postings) || (count > 0) != (first > 0))
        return brokenLine(table, number, "it has not the transfers that its amounts ask for");
    if (count == 0)
        return claim;
    m_isClaimed.resize(m_transfers.size());
    const std::int64_t offset = m_transfers.empty() ? -1 : first - m_transfers.front().number;
    if (offset < 0 || count > std::ssize(m_transfers) - offset)
        return brokenLine(table, number, "its transfers are not in its batch");
    claim.actual = std::span(m_transfers).subspan(static_cast<std::size_t>(offset), postings.size());
    for (std::size_t i = 0; i < postings.size(); ++i) {
        const std::size_t place = static_cast<std::size_t>(offset) + i;
        if (m_isClaimed[place])
            return brokenLine(table, number, "its transfers belong to another event");
        m_isClaimed[place] = true;
    }
    claim.expected = transfersOf(postings, order, at, first);
    return claim;
}

// Where row and transfers differ, the leaf tells which of them was sealed so.
template<class Record>
Result<void> EventAudit::seal(Record& record, const Claim& claim, const crypto::Digest& leaf, std::string_view table)
{
    record.transfers = claim.expected;
    if (m_hashLeaf(record) != leaf)
        return brokenLine(table, record.number, kNotSealed, BookFault::Chain);
    if (const std::int64_t different = claim.firstDifference())
        return brokenLine("transfers", different, "it is not what its event asks for", BookFault::Chain);
    return {};
}

Result<void> EventAudit::order(OrderRecord order, const crypto::Digest& leaf)
{
    const bool isReserved = order.birth == OrderState::Reserved;
    if (!isReserved && order.birth != OrderState::Rejected)
        return brokenLine("orders", order.number, "no order is born in this state");
    const Money promo = isReserved ? promoOf(order) : Money();
    Postings postings;
    if (isReserved && order.hold > Money())
        postings = holdPostings(order.account, order.hold, promo);
    auto claimed =
        claim(postings, order.number, order.at, order.firstTransfer, std::ssize(postings), "orders", order.number);
    const auto sealed = claimed ? seal(order, *claimed, leaf, "orders") : claimed.error();
    if (!sealed) {
        const std::int64_t changed = isReserved ? changedHold(order, leaf) : 0;
        return changed != 0 ? brokenLine("transfers", changed, "it is not what its order asks for", BookFault::Chain)
                            : sealed;
    }
    return isReserved ? open(order, promo) : Result<void>();
}

Result<void> EventAudit::open(const OrderRecord& order, Money promo)
{
    auto terms = decodeTerms(order.terms);
    if (!terms)
        return brokenLine("orders", order.number, terms.error().detail);
    if (!m_books.budgets.reserve(terms->budgets, order.hold))
        return brokenLine("orders", order.number, "its budgets cannot count it");
    m_books.putOpenOrder(order.number,
                         {.account = order.account, .hold = order.hold, .promo = promo, .terms = *std::move(terms)});
    return {};
}

// How much of a hold is granted money is told by its transfers alone. Where they do not fit the leaf, another division
// may: then they were changed. The first that was, 0 for none.
std::int64_t EventAudit::changedHold(OrderRecord order, const crypto::Digest& leaf)
{
    const std::int64_t offset = m_transfers.empty() ? -1 : order.firstTransfer - m_transfers.front().number;
    if (offset < 0 || offset >= std::ssize(m_transfers))
        return 0;
    const auto actual = std::span(m_transfers).subspan(static_cast<std::size_t>(offset));
    std::vector<Money> promos = {Money(), order.hold, actual[0].amount};
    if (actual.size() > 1)
        promos.push_back(order.hold.minus(actual[1].amount).value_or(Money()));
    for (const Money promo : promos) {
        if (promo.isNegative() || promo > order.hold)
            continue;
        const auto expected =
            transfersOf(holdPostings(order.account, order.hold, promo), order.number, order.at, order.firstTransfer);
        order.transfers = expected;
        if (m_hashLeaf(order) == leaf && expected.size() <= actual.size())
            return Claim{actual.first(expected.size()), expected}.firstDifference();
    }
    return 0;
}

std::vector<TransferRecord> EventAudit::transfersOf(const Postings& postings, OrderNumber order, std::int64_t at,
                                                    std::int64_t first) const
{
    std::vector<TransferRecord> transfers;
    transfers.reserve(postings.size());
    for (const Posting& posting : postings)
        transfers.push_back({.number = first++,
                             .kind = posting.kind,
                             .order = order,
                             .debit = m_books.find(posting.debit),
                             .credit = m_books.find(posting.credit),
                             .amount = posting.amount,
                             .at = at});
    return transfers;
}

Money EventAudit::promoOf(const OrderRecord& order) const
{
    if (m_transfers.empty() || order.firstTransfer < m_transfers.front().number ||
        order.firstTransfer > m_transfers.back().number)
        return {};
    const TransferRecord& first =
        m_transfers[static_cast<std::size_t>(order.firstTransfer - m_transfers.front().number)];
    const bool isPromo = first.debit != 0 && first.debit == m_books.find(LedgerAccount::promoAvailable(order.account));
    return isPromo ? std::clamp(first.amount, Money(), order.hold) : Money();
}

Result<void> EventAudit::attempt(OrderNumber order, const AttemptEntry& attempt) const
{
    const auto broken = [&](std::string_view what) {
        return brokenLine("attempts", order, "attempt " + std::to_string(attempt.number) + ": " + std::string(what));
    };
    if (attempt.price < 1 || attempt.price > std::ssize(m_prices))
        return broken("its price is unknown");
    const bool isCounted = attempt.usageSource != UsageSource::None;
    if (!isCounted && !attempt.usage.isZero())
        return broken("nobody counted its usage");
    const auto pico = m_prices[static_cast<std::size_t>(attempt.price - 1)].cost(attempt.usage);
    if (!pico || toMoney(*pico, Rounding::HalfToEven) != attempt.cost)
        return broken("its cost is not its usage by its price");
    return {};
}

Result<std::vector<PricedAttempt>> EventAudit::priceAttempts(const TransitionRecord& transition,
                                                             std::span<const AttemptEntry> attempts) const
{
    std::vector<PricedAttempt> priced;
    priced.reserve(attempts.size());
    Money userCost;
    std::ptrdiff_t paid = 0;
    for (const AttemptEntry& entry : attempts) {
        if (auto checked = attempt(transition.order, entry); !checked)
            return std::move(checked).error();
        if (entry.number != std::ssize(priced) + 1)
            return brokenLine("attempts", transition.order, "their numbers are not dense");
        if (entry.payer == Payer::User)
            userCost = entry.cost;
        const bool isOfEnd =
            transition.state == OrderState::Finalized ? entry.payer != Payer::Platform : entry.payer == Payer::User;
        paid += isOfEnd ? 1 : 0;
        priced.push_back({entry.provider, entry.payer, entry.usageSource, entry.cost});
    }
    if (paid != (transition.state == OrderState::Finalized ? 1 : 0) || userCost != transition.amounts.providerCost)
        return brokenLine("transitions", transition.number, "its cost is not that of the attempt its user paid");
    return priced;
}

Result<void> EventAudit::transition(TransitionRecord transition, const tables::Extent& extent,
                                    const crypto::Digest& leaf, std::span<const AttemptEntry> attempts)
{
    const auto broken = [&](std::string_view what) { return brokenLine("transitions", transition.number, what); };
    const OpenOrder* const open = m_books.openOrder(transition.order);
    if (!open)
        return broken("its order is not open");
    const bool isDoubt = transition.state == OrderState::InDoubt;
    const bool isEnd = transition.state == OrderState::Finalized || transition.state == OrderState::Released;
    if (isDoubt ? open->state == OrderState::InDoubt || !transition.deadline : !isEnd)
        return broken("its order cannot come into this state");
    // A doubt has no attempts of its own; those of the order's end carry the order's number too.
    transition.attempts = isDoubt ? std::span<const AttemptEntry>() : attempts;
    if (extent.isTerminal != isEnd || extent.attemptCount != std::ssize(transition.attempts))
        return broken("it has not the attempts that it says");
    const bool isSound =
        isDoubt ? transition.amounts.charge.isZero() : areInLine(transition.amounts, transition.state, open->hold);
    if (!isSound)
        return broken("its amounts contradict each other or the order's hold");

    Postings postings;
    if (isEnd) {
        auto priced = priceAttempts(transition, transition.attempts);
        if (!priced)
            return std::move(priced).error();
        postings = postingsOf(*open, transition.amounts, *priced);
    }
    auto claimed = claim(postings, transition.order, transition.at, extent.firstTransfer, extent.transferCount,
                         "transitions", transition.number);
    if (!claimed)
        return std::move(claimed).error();
    if (auto sealed = seal(transition, *claimed, leaf, "transitions"); !sealed)
        return sealed;
    if (isEnd) {
        if (!m_books.budgets.end(open->terms.budgets, open->hold, transition.amounts.charge))
            return broken("its budgets do not count its order");
        m_books.closeOrder(transition.order);
        return {};
    }
    OpenOrder doubted = *open;
    doubted.state = OrderState::InDoubt;
    doubted.doubtDeadline = fromMicroseconds(*transition.deadline);
    m_books.putOpenOrder(transition.order, doubted);
    return {};
}

Result<void> EventAudit::topUp(TopUpRecord topUp, const crypto::Digest& leaf)
{
    if (!LedgerAccount::isRail(topUp.rail))
        return brokenLine("topups", topUp.number, "there is no such rail");
    const Postings postings = {
        {TransferKind::TopUp, LedgerAccount::cash(topUp.rail), LedgerAccount::available(topUp.account), topUp.amount}};
    auto claimed = claim(postings, 0, topUp.at, topUp.transfer.number, 1, "topups", topUp.number);
    if (!claimed)
        return std::move(claimed).error();
    topUp.transfer = claimed->expected.front();
    if (m_hashLeaf(topUp) != leaf)
        return brokenLine("topups", topUp.number, kNotSealed, BookFault::Chain);
    if (const std::int64_t different = claimed->firstDifference())
        return brokenLine("transfers", different, "it is not what its event asks for", BookFault::Chain);
    return {};
}

Result<void> EventAudit::booking(BookingRecord booking, const tables::Extent& extent, std::string_view scope,
                                 const crypto::Digest& leaf, const std::optional<EndedOrder>& refunded)
{
    if (scope != scopeOf(booking.kind, booking.rail, booking.provider, booking.order))
        return brokenLine("bookings", booking.number, "its scope is not that of its kind");
    const auto postings = postingsOf(rowOf(booking), {accountOf(booking.debit), accountOf(booking.credit)});
    if (!postings)
        return brokenLine("bookings", booking.number, postings.error().detail);
    const OrderNumber order = booking.order;
    auto claimed =
        claim(*postings, order, booking.at, extent.firstTransfer, extent.transferCount, "bookings", booking.number);
    if (!claimed)
        return std::move(claimed).error();
    if (auto sealed = seal(booking, *claimed, leaf, "bookings"); !sealed)
        return sealed;
    return checkEffect(booking, extent.firstTransfer, refunded);
}

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

Result<void> EventAudit::fold()
{
    m_isClaimed.resize(m_transfers.size());
    for (std::size_t i = 0; i < m_transfers.size(); ++i) {
        if (!m_isClaimed[i])
            return brokenLine("transfers", m_transfers[i].number, "it belongs to no event");
        if (auto moved = move(m_transfers[i]); !moved)
            return moved;
    }
    m_transfers.clear();
    m_isClaimed.clear();
    return {};
}

Result<void> EventAudit::move(const TransferRecord& transfer)
{
    const bool isMovement = m_books.isAccount(transfer.debit) && m_books.isAccount(transfer.credit) &&
                            transfer.debit != transfer.credit && transfer.amount > Money();
    if (!isMovement)
        return brokenLine("transfers", transfer.number, "it is no movement between two accounts", BookFault::Sum);
    const LedgerAccount& debit = m_books.account(transfer.debit);
    const bool mayOwe = !debit.isHeld() && debit.kind() != LedgerAccount::Kind::PromoAvailable;
    if (!mayOwe && m_books.balance(transfer.debit) < transfer.amount)
        return brokenLine("transfers", transfer.number, "held or granted money becomes negative");
    if (!m_books.move(transfer.debit, transfer.credit, transfer.amount))
        return brokenLine("transfers", transfer.number, "a balance overflows");
    return {};
}

} // namespace gotoai::clearinghouse
