// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/settler.h"

#include "clearinghouse/budgetrules.h"
#include "clearinghouse/invariant.h"

#include <algorithm>

namespace gotoai::clearinghouse {
namespace {

AttemptEntry entryOf(const AttemptRecord& attempt, std::int64_t price, Money cost)
{
    return {.number = attempt.number,
            .provider = attempt.provider,
            .endpoint = attempt.endpoint,
            .price = price,
            .payer = attempt.payer,
            .usage = attempt.usageSource == UsageSource::None ? Usage{} : attempt.usage,
            .usageSource = attempt.usageSource,
            .cost = cost,
            .outcome = attempt.outcome,
            .upstreamId = attempt.upstreamId,
            .httpStatus = attempt.httpStatus,
            .startedAt = toMicroseconds(attempt.startedAt),
            .firstTokenAt = attempt.firstTokenAt ? std::optional(toMicroseconds(*attempt.firstTokenAt)) : std::nullopt,
            .endedAt = toMicroseconds(attempt.endedAt)};
}

} // namespace

Settler::Settler(Books books, Options options, Lookups lookups, const Clock& clock)
    : m_books(std::move(books))
    , m_options(options)
    , m_lookups(std::move(lookups))
    , m_clock(clock)
    , m_committed(m_books.mark())
    , m_checkpointed(m_books.counters.transfers)
{}

Result<ReservationReceipt> Settler::reserve(const Reservation& reservation)
{
    if (m_books.openOrders().size() >= m_options.maxOpenOrders)
        return failure(ErrorCode::Overloaded, "too many orders are open");
    if (m_books.isOpen(reservation.order))
        return failure(ErrorCode::Conflict, "the order exists already");
    if (reservation.request) {
        auto earlier = earlierOrder(*reservation.request, reservation.at);
        if (!earlier)
            return std::move(earlier).error();
        if (*earlier)
            return ReservationReceipt{.number = 0, .earlier = *earlier};
    }
    const Funds funds = fundsOf(reservation.account, reservation.at);
    auto postings = clearinghouse::reserve(reservation, funds);
    OrderTerms terms{.fee = reservation.fee};
    if (postings) {
        auto held = holdInBudgets(reservation.budgets, reservation.hold, m_books.budgets);
        if (held)
            terms.budgets = *std::move(held);
        else
            postings = std::move(held).error();
    }
    if (!postings) {
        if (postings.error().code == ErrorCode::InsufficientFunds)
            appendOrder(reservation, errorWord(ErrorCode::InsufficientFunds), {}, {});
        return std::move(postings).error();
    }
    const OrderNumber number = m_books.counters.orders + 1;
    Transfers transfers = resolve(*postings, number, reservation.at);
    if (auto posted = post(transfers); !posted)
        return std::move(posted).error();
    appendOrder(reservation, {}, terms, transfers);
    const bool isCounted = m_books.budgets.reserve(terms.budgets, reservation.hold);
    ensure(isCounted, "a budget that can carry an order counts it");
    m_books.putOpenOrder(number, {.account = reservation.account,
                                  .hold = reservation.hold,
                                  .id = reservation.order,
                                  .promo = std::min(reservation.hold, funds.promo),
                                  .terms = std::move(terms)});
    rememberRequest(reservation, number);
    ensure(m_books.areHoldsInLine(), "after a reserve, held is the sum of the holds of open orders");
    return ReservationReceipt{number};
}

template<class Record>
void Settler::append(const Record& record, std::vector<crypto::Digest>& leaves)
{
    const std::size_t begin = m_events.size();
    EventEncoder(m_events).append(record);
    leaves.push_back(m_hashLeaf.ofEncoding(std::span(m_events).subspan(begin)));
}

OrderNumber Settler::appendOrder(const Reservation& reservation, std::string_view refusal, const OrderTerms& terms,
                                 const Transfers& transfers)
{
    const std::vector<std::uint8_t> encoded = encodeTerms(terms);
    const OrderRecord order{.number = m_books.counters.orders + 1,
                            .id = reservation.order,
                            .account = reservation.account,
                            .key = reservation.key,
                            .model = reservation.model,
                            .mode = reservation.mode,
                            .isStreamed = reservation.isStreamed,
                            .birth = refusal.empty() ? OrderState::Reserved : OrderState::Rejected,
                            .hold = reservation.hold,
                            .refusal = refusal,
                            .at = toMicroseconds(reservation.at),
                            .request = refusal.empty() ? reservation.request : std::nullopt,
                            .terms = encoded,
                            .transfers = transfers};
    append(order, m_books.leaves.orders);
    m_books.counters.orders = order.number;
    return order.number;
}

Result<SettlementReceipt> Settler::settle(const Settlement& settlement)
{
    const OpenOrder* const open = m_books.openOrder(settlement.number);
    if (!open) {
        const bool isKnown = settlement.number > 0 && settlement.number <= m_books.counters.orders;
        return isKnown ? failure(ErrorCode::Conflict, "the order has ended before")
                       : failure(ErrorCode::NotFound, "there is no such order");
    }
    auto verdict = clearinghouse::settle(*open, settlement);
    if (!verdict)
        return std::move(verdict).error();
    if (auto ended = end(settlement, *verdict); !ended)
        return std::move(ended).error();
    return verdict->amounts;
}

Result<void> Settler::end(const Settlement& settlement, const Verdict& verdict)
{
    const SettledAmounts& amounts = verdict.amounts;
    const OpenOrder& open = *m_books.openOrder(settlement.number);
    ensure(amounts.charge.plus(amounts.released) == open.hold && amounts.charge <= open.hold,
           "the hold of an ended order is its charge and what was released");
    Transfers transfers = resolve(verdict.postings, settlement.number, settlement.at);
    if (auto posted = post(transfers); !posted)
        return posted;
    std::vector<AttemptEntry> attempts;
    attempts.reserve(settlement.attempts.size());
    for (std::size_t i = 0; i < settlement.attempts.size(); ++i)
        attempts.push_back(
            entryOf(settlement.attempts[i], priceNumber(*settlement.attempts[i].price), verdict.attempts[i].cost));
    appendTransition({.order = settlement.number,
                      .state = settlement.outcome,
                      .amounts = amounts,
                      .reason = settlement.reason,
                      .at = toMicroseconds(settlement.at),
                      .transfers = transfers,
                      .attempts = attempts});
    const bool isCounted = m_books.budgets.end(open.terms.budgets, open.hold, amounts.charge);
    ensure(isCounted, "an order that ends was counted in its budgets");
    m_books.closeOrder(settlement.number);
    m_recentRequests.ended(settlement.number, settlement.outcome, m_books.counters.batches + 1);
    ensure(m_books.areHoldsInLine(), "after an end, held is the sum of the holds of open orders");
    return {};
}

void Settler::appendTransition(TransitionRecord transition)
{
    transition.number = ++m_books.counters.transitions;
    append(transition, m_books.leaves.transitions);
}

// Granted money that no live grant can have given has expired, though its expiry may not be booked yet.
Funds Settler::fundsOf(const AccountId& account, Instant at) const
{
    Funds funds{.available = m_books.balance(LedgerAccount::available(account))};
    if (!m_books.grants(account).empty())
        funds.promo =
            std::min(m_books.balance(LedgerAccount::promoAvailable(account)), m_books.grantedLive(account, at));
    return funds;
}

Result<std::vector<Wallet>> Settler::wallets(const std::vector<AccountId>& accounts)
{
    std::vector<Wallet> wallets;
    wallets.reserve(accounts.size());
    for (const AccountId& account : accounts)
        wallets.push_back({account, m_books.balance(LedgerAccount::available(account)),
                           m_books.balance(LedgerAccount::held(account)),
                           m_books.balance(LedgerAccount::promoAvailable(account)),
                           m_books.balance(LedgerAccount::promoHeld(account))});
    return wallets;
}

Result<std::vector<BudgetTally>> Settler::budgets(const std::vector<BudgetHold>& asked)
{
    std::vector<BudgetTally> tallies;
    tallies.reserve(asked.size());
    for (const auto& [budget, from] : asked)
        tallies.push_back(m_books.budgets.tally(budget, m_books.budgets.windowFor(budget, from)));
    return tallies;
}

Result<std::vector<BalanceCrossing>> Settler::watchBalances(const BalanceThresholdsPtr& thresholds)
{
    m_watch.setThresholds(thresholds);
    return m_watch.take();
}

Settler::Transfers Settler::resolve(const Postings& postings, OrderNumber order, Instant at)
{
    Transfers transfers;
    transfers.reserve(postings.size());
    for (const Posting& posting : postings) {
        const std::int64_t debit = accountNumber(posting.debit);
        transfers.push_back({.kind = posting.kind,
                             .order = order,
                             .debit = debit,
                             .credit = accountNumber(posting.credit),
                             .amount = posting.amount,
                             .at = toMicroseconds(at)});
    }
    return transfers;
}

Result<void> Settler::post(Transfers& transfers)
{
    const Books::Mark before = m_books.mark();
    // What moves within a wallet leaves it as full as it was.
    const auto isTooMuch = [this](const TransferRecord& transfer) {
        const auto into = m_books.account(transfer.credit).owner();
        return into && !m_books.account(transfer.debit).owner() && !m_books.totalOf(*into);
    };
    for (TransferRecord& transfer : transfers) {
        if (!m_books.move(transfer.debit, transfer.credit, transfer.amount) || isTooMuch(transfer)) {
            m_books.undoTo(before);
            return failure(ErrorCode::InvalidRequest, "the amount is beyond what the ledger can hold");
        }
        transfer.number = ++m_books.counters.transfers;
    }
    m_watch.note(transfers);
    return {};
}

std::int64_t Settler::accountNumber(const LedgerAccount& account)
{
    if (const std::int64_t number = m_books.find(account))
        return number;
    const std::string name = account.name();
    const AccountRecord record{m_books.addAccount(account), name};
    append(record, m_books.leaves.accounts);
    return record.number;
}

std::int64_t Settler::priceNumber(const Price& price)
{
    if (const std::int64_t number = m_books.findPrice(price.id()))
        return number;
    const PriceRecord record{.number = m_books.addPrice(price.id()),
                             .id = price.id(),
                             .picos = price.figures().picos,
                             .validFrom = toMicroseconds(price.validFrom()),
                             .tiers = price.figures().tiers};
    append(record, m_books.leaves.prices);
    return record.number;
}

// The other parts of the settler use these.
template void Settler::append(const TopUpRecord&, std::vector<crypto::Digest>&);
template void Settler::append(const BookingRecord&, std::vector<crypto::Digest>&);

} // namespace gotoai::clearinghouse
