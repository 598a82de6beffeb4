// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulation/replica.h"

#include <algorithm>
#include <utility>

namespace gotoai::test {
namespace {

__extension__ using Wide = __int128;

std::string keyOf(std::string_view rail, std::string_view externalId)
{
    return std::string(rail) + '\n' + std::string(externalId);
}

// Half to even, from pico to nano.
Wide nanoOf(Wide pico)
{
    const Wide whole = pico / 1'000;
    const Wide rest = pico % 1'000;
    return whole + (rest > 500 || (rest == 500 && whole % 2 != 0) ? 1 : 0);
}

} // namespace

struct Replica::Taker
{
    Replica& replica;
    template<class Record>
    void operator()(const Record& record) const
    {
        replica.take(record);
    }
};

bool Replica::require(bool holds, const char* invariant)
{
    if (!holds && m_problem.empty())
        m_problem = invariant;
    return holds;
}

bool Replica::take(std::span<const std::uint8_t> events)
{
    EventDecoder decoder(events);
    while (!decoder.isAtEnd() && m_problem.empty()) {
        const auto event = decoder.next();
        if (!require(event.has_value(), "events can be read back"))
            break;
        if (!std::holds_alternative<Seal>(*event)) {
            std::vector<crypto::Digest>* const lists[] = {&m_books.leaves.accounts, &m_books.leaves.prices,
                                                          &m_books.leaves.orders,   &m_books.leaves.transitions,
                                                          &m_books.leaves.topUps,   &m_books.leaves.bookings};
            lists[event->index()]->push_back(m_hashLeaf.ofEncoding(decoder.encoding()));
        }
        std::visit(Taker{*this}, *event);
    }
    return m_problem.empty();
}

void Replica::move(std::span<const TransferRecord> transfers)
{
    for (const TransferRecord& transfer : transfers) {
        require(transfer.number == ++m_books.counters.transfers, "transfers are numbered densely");
        const bool isSound = transfer.amount > Money() && transfer.debit != transfer.credit && transfer.debit > 0 &&
                             transfer.credit > 0 && transfer.debit <= m_books.counters.accounts &&
                             transfer.credit <= m_books.counters.accounts;
        if (require(isSound, "a transfer moves more than zero between two accounts"))
            require(m_books.move(transfer.debit, transfer.credit, transfer.amount), "balances do not overflow");
    }
}

void Replica::take(const AccountRecord& account)
{
    const auto parsed = LedgerAccount::parse(account.name);
    if (require(parsed && m_books.find(*parsed) == 0, "an account has one number"))
        require(m_books.addAccount(*parsed) == account.number, "accounts are numbered densely");
}

void Replica::take(const PriceRecord& price)
{
    require(m_books.findPrice(price.id) == 0 && m_books.addPrice(price.id) == price.number,
            "prices are numbered densely");
    m_prices[price.number] = {price.picos, price.tiers};
}

void Replica::take(const OrderRecord& order)
{
    require(order.number == ++m_books.counters.orders, "orders are numbered densely");
    move(order.transfers);
    if (order.birth != OrderState::Reserved) {
        require(order.transfers.empty() && order.terms.empty(), "a rejected order moves nothing");
        if (order.request)
            takeRequest(order);
        return;
    }
    auto terms = decodeTerms(order.terms);
    if (!require(terms.has_value(), "an order's terms can be read back"))
        return;
    require(m_books.budgets.reserve(terms->budgets, order.hold), "an order counts in its budgets");
    m_books.putOpenOrder(
        order.number,
        {.account = order.account, .hold = order.hold, .promo = promoHoldOf(order), .terms = *std::move(terms)});
    if (order.request)
        takeRequest(order);
}

Money Replica::promoHoldOf(const OrderRecord& order) const
{
    const std::int64_t held = m_books.find(LedgerAccount::promoHeld(order.account));
    Wide promo = 0;
    for (const TransferRecord& transfer : order.transfers)
        promo += transfer.credit == held ? transfer.amount.nano() : 0;
    return Money::fromNano(static_cast<std::int64_t>(promo));
}

void Replica::takeRequest(const OrderRecord& order)
{
    require(order.birth == OrderState::Reserved, "a rejected order binds no request");
    const auto before = findRequest(order.request->scope);
    const Instant at = fromMicroseconds(order.at);
    require(!before || before->end == OrderState::Released ||
                (before->end.has_value() && at - before->at >= std::chrono::hours(24)),
            "a request makes one order, unless that was released");
    m_requests[order.request->scope] = {.order = order.number, .id = order.id, .body = order.request->body, .at = at};
}

std::optional<KeptRequest> Replica::findRequest(const crypto::Digest& scope) const
{
    const auto found = m_requests.find(scope);
    if (found == m_requests.end())
        return std::nullopt;
    KeptRequest request = found->second;
    if (const auto ended = m_ended.find(request.order); ended != m_ended.end())
        request.end = ended->second.state;
    return request;
}

void Replica::take(const TransitionRecord& transition)
{
    require(transition.number == ++m_books.counters.transitions, "transitions are numbered densely");
    const OpenOrder* const open = m_books.openOrder(transition.order);
    if (!require(open != nullptr, "an order has one end"))
        return;
    if (!transition.isTerminal()) {
        OpenOrder doubted = *open;
        doubted.state = OrderState::InDoubt;
        doubted.doubtDeadline = fromMicroseconds(transition.deadline.value_or(0));
        return m_books.putOpenOrder(transition.order, doubted);
    }
    checkEnd(*open, transition);
    move(transition.transfers);
    require(m_books.budgets.end(open->terms.budgets, open->hold, transition.amounts.charge),
            "an end counts in the budgets of its order");
    for (const auto& [budget, from] : open->terms.budgets)
        m_spent[{budget, from}] += transition.amounts.charge.nano();
    for (const AttemptEntry& attempt : transition.attempts)
        m_costs.emplace(std::pair(transition.order, attempt.number), attempt.cost);
    m_ended.emplace(transition.order, EndedOrder{.account = open->account,
                                                 .state = transition.state,
                                                 .charge = transition.amounts.charge,
                                                 .fee = transition.amounts.fee,
                                                 .promoCharge = promoChargeOf(transition, open->account),
                                                 .budgets = open->terms.budgets});
    m_books.closeOrder(transition.order);
}

// Of its charge: what left the granted money that was held, and did not go back.
Money Replica::promoChargeOf(const TransitionRecord& transition, const AccountId& account) const
{
    const std::int64_t held = m_books.find(LedgerAccount::promoHeld(account));
    const std::int64_t available = m_books.find(LedgerAccount::promoAvailable(account));
    Wide charge = 0;
    for (const TransferRecord& transfer : transition.transfers) {
        if (transfer.debit == held && transfer.credit != available)
            charge += transfer.amount.nano();
    }
    return Money::fromNano(static_cast<std::int64_t>(charge));
}

void Replica::checkEnd(const OpenOrder& order, const TransitionRecord& transition)
{
    const SettledAmounts& amounts = transition.amounts;
    require(amounts.charge.plus(amounts.released) == order.hold, "hold = charge + released");
    Wide userCost = 0;
    for (const AttemptEntry& attempt : transition.attempts) {
        Wide pico = 0;
        const PriceFigures& price = m_prices[attempt.price];
        Price::Picos picos = price.picos;
        for (const PriceTier& tier : price.tiers) {
            if (attempt.usage.promptTokens() > tier.abovePromptTokens)
                picos = tier.picos;
        }
        for (const Meter meter : kMeters)
            pico += Wide{attempt.usage[meter]} * picos[static_cast<std::size_t>(meter)].value_or(0);
        require(nanoOf(pico) == attempt.cost.nano(), "an attempt's cost is its usage by its price");
        if (attempt.payer == Payer::User)
            userCost += attempt.cost.nano();
    }
    require(userCost == amounts.providerCost.nano(), "the provider's cost is the user's attempt's");
    require(Wide{amounts.charge.nano()} == userCost + amounts.fee.nano() - amounts.absorbed.nano(),
            "charge = cost + fee - absorbed");
}

void Replica::take(const TopUpRecord& topUp)
{
    require(topUp.number == ++m_books.counters.topUps, "top-ups are numbered densely");
    move({&topUp.transfer, 1});
    const bool isNew = m_topUps
                           .emplace(keyOf(topUp.rail, topUp.externalId),
                                    KeptTopUp{topUp.id, topUp.account, topUp.amount, topUp.availableAfter})
                           .second;
    require(isNew, "a top-up of a rail happens once");
}

void Replica::take(const BookingRecord& booking)
{
    require(booking.number == ++m_books.counters.bookings, "bookings are numbered densely");
    move(booking.transfers);
    const BookingRow row = rowOf(booking);
    Wide moved = 0;
    for (const TransferRecord& transfer : booking.transfers)
        moved += transfer.amount.nano();
    require(moved == row.amount.nano(), "a booking moves its amount");
    require(m_bookings.emplace(bookingKey(row), row).second, "a booking happens once");
    takeEffect(row);
}

void Replica::takeEffect(const BookingRow& booking)
{
    if (booking.kind == BookingKind::Grant)
        m_books.addGrant(booking.account, {booking.number, booking.amount, booking.expiresAt});
    if (booking.kind == BookingKind::GrantExpiry) {
        const auto grants = m_books.grants(booking.account);
        if (require(std::ranges::find(grants, booking.part, &Books::Grant::number) != grants.end(),
                    "a grant that there is expires, and once"))
            m_books.endGrant(booking.account, booking.part);
    }
    if (booking.kind == BookingKind::Refund)
        refund(booking);
    if (booking.kind == BookingKind::Extension)
        extend(booking);
}

void Replica::refund(const BookingRow& booking)
{
    const auto ended = findEnded(booking.order, booking.number);
    if (!require(ended && ended->state == OrderState::Finalized, "what is refunded was charged"))
        return;
    require(ended->refunded.plus(booking.amount) <= ended->charge, "refunds are within the charge");
    require(booking.part == ended->refunds + 1, "refunds are numbered densely");
    m_refunds[booking.order].push_back(booking);
    require(m_books.budgets.refund(ended->budgets, booking.amount), "a refund counts in the budgets of its order");
    for (const auto& [budget, from] : ended->budgets)
        m_spent[{budget, from}] -= booking.amount.nano();
}

void Replica::extend(const BookingRow& booking)
{
    const OpenOrder* const open = m_books.openOrder(booking.order);
    if (!require(open && open->state == OrderState::Reserved, "only what runs is extended"))
        return;
    require(booking.part == open->extensions + 1, "a hold is extended step by step");
    require(m_books.budgets.extend(open->terms.budgets, booking.amount), "an extension counts in the order's budgets");
    OpenOrder extended = *open;
    extended.hold = Money::fromNano(extended.hold.nano() + booking.amount.nano());
    extended.promo = Money::fromNano(extended.promo.nano() + booking.promo.nano());
    ++extended.extensions;
    m_books.putOpenOrder(booking.order, extended);
}

std::optional<BookingRow> Replica::findBooking(BookingKind kind, std::string_view scope,
                                               std::string_view reference) const
{
    const auto found =
        m_bookings.find(std::string(bookingKindWord(kind)) + '\n' + std::string(scope) + '\n' + std::string(reference));
    return found == m_bookings.end() ? std::nullopt : std::optional(found->second);
}

std::optional<EndedOrder> Replica::findEnded(OrderNumber order, std::int64_t throughBooking) const
{
    const auto found = m_ended.find(order);
    if (found == m_ended.end())
        return std::nullopt;
    EndedOrder ended = found->second;
    const auto refunds = m_refunds.find(order);
    if (refunds == m_refunds.end())
        return ended;
    for (const BookingRow& refund : refunds->second) {
        if (refund.number > throughBooking)
            break;
        ended.refunded = Money::fromNano(ended.refunded.nano() + refund.amount.nano());
        ++ended.refunds;
    }
    return ended;
}

std::optional<Money> Replica::settledCost(OrderNumber order, std::int64_t attempt) const
{
    const auto found = m_costs.find({order, attempt});
    return found == m_costs.end() ? std::nullopt : std::optional(found->second);
}

std::optional<Money> Replica::bookedAmount(const std::string& key) const
{
    const auto found = m_bookings.find(key);
    return found == m_bookings.end() ? std::nullopt : std::optional(found->second.amount);
}

void Replica::take(const Seal& seal)
{
    ++m_books.counters.batches;
    require(m_books.counters == seal.through, "a batch goes as far as its seal says");
    require(merkleRoot(m_books.leaves, m_hash) == seal.root, "a batch has the root of its leaves");
    m_books.head = chainHash(m_books.head, seal.root, m_hash);
    require(m_books.head == seal.hash, "a batch is chained to the one before");
    m_books.commit();
}

Books Replica::reloaded() const
{
    Books books = m_books;
    books.forgetChanges();
    return books;
}

const KeptTopUp* Replica::findTopUp(const std::string& rail, const std::string& externalId) const
{
    const auto found = m_topUps.find(keyOf(rail, externalId));
    return found == m_topUps.end() ? nullptr : &found->second;
}

std::optional<Money> Replica::chargeOf(OrderNumber number) const
{
    const auto found = m_ended.find(number);
    return found == m_ended.end() ? std::nullopt : std::optional(found->second.charge);
}

bool Replica::isBalanced()
{
    Wide sum = 0;
    for (std::int64_t account = 1; account <= m_books.counters.accounts; ++account) {
        const Money balance = m_books.balance(account);
        sum += balance.nano();
        const LedgerAccount& name = m_books.account(account);
        if (name.isHeld() || name.kind() == LedgerAccount::Kind::PromoAvailable)
            require(!balance.isNegative(), "held and granted money are not negative");
    }
    require(sum == 0, "all balances sum to zero");
    for (const auto& [budget, windows] : m_books.budgets.all()) {
        for (const BudgetTally& tally : windows)
            require(tally.spent.nano() == m_spent[{budget, tally.from}], "a budget is spent by its orders' charges");
    }
    return require(m_books.areHoldsInLine(), "held is the sum of the open holds");
}

} // namespace gotoai::test
