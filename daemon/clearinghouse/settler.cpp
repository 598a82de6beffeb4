// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/settler.h"

#include "clearinghouse/checkpoint.h"
#include "clearinghouse/invariant.h"
#include "clearinghouse/tables.h"

namespace gotoai::clearinghouse {
namespace {

using storage::Database;

// Rows that the rules have admitted cannot be refused by the tables; if they are, memory and disk differ.
Result<void> mustFit(Result<void> inserted)
{
    if (!inserted && inserted.error().code == ErrorCode::Conflict)
        return failure(ErrorCode::StoreUnavailable, "the books and the database differ: " + inserted.error().detail);
    return inserted;
}

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

Settler::Settler(Books books, Options options, const Clock& clock)
    : m_books(std::move(books))
    , m_options(options)
    , m_clock(clock)
    , m_committed(m_books.mark())
    , m_checkpointed(m_books.counters.transfers)
{}

Result<ReservationReceipt> Settler::reserve(Database& database, const Reservation& reservation)
{
    if (m_books.openOrders().size() >= m_options.maxOpenOrders)
        return failure(ErrorCode::Overloaded, "too many orders are open");
    auto postings = clearinghouse::reserve(reservation, m_books.balance(LedgerAccount::available(reservation.account)));
    if (!postings) {
        if (postings.error().code == ErrorCode::InsufficientFunds)
            return reject(database, reservation, std::move(postings).error());
        return std::move(postings).error();
    }
    const OrderNumber number = m_books.counters.orders + 1;
    auto transfers = resolve(database, *postings, number, reservation.at);
    if (!transfers)
        return std::move(transfers).error();
    const Books::Mark before = m_books.mark();
    if (auto posted = post(*transfers); !posted)
        return std::move(posted).error();
    if (auto inserted = insertOrder(database, reservation, OrderState::Reserved, *transfers); !inserted) {
        m_books.undoTo(before);
        return std::move(inserted).error();
    }
    if (auto written = insert(database, *transfers); !written)
        return std::move(written).error();
    m_books.putOpenOrder(number, {.account = reservation.account, .hold = reservation.hold});
    ensure(m_books.areHoldsInLine(), "after a reserve, held is the sum of the holds of open orders");
    return ReservationReceipt{number};
}

Result<ReservationReceipt> Settler::reject(Database& database, const Reservation& reservation, Error refusal)
{
    auto inserted = insertOrder(database, reservation, OrderState::Rejected, {});
    if (!inserted)
        return std::move(inserted).error();
    return refusal;
}

Result<OrderNumber> Settler::insertOrder(Database& database, const Reservation& reservation, OrderState birth,
                                         const Transfers& transfers)
{
    const bool isRejected = birth == OrderState::Rejected;
    const OrderRecord order{.number = m_books.counters.orders + 1,
                            .id = reservation.order,
                            .account = reservation.account,
                            .key = reservation.key,
                            .model = reservation.model,
                            .mode = reservation.mode,
                            .isStreamed = reservation.isStreamed,
                            .birth = birth,
                            .hold = reservation.hold,
                            .refusal = isRejected ? errorWord(ErrorCode::InsufficientFunds) : std::string_view(),
                            .at = toMicroseconds(reservation.at),
                            .transfers = transfers};
    const crypto::Digest leaf = m_hashLeaf(order);
    if (auto inserted = tables::insert(database, order, leaf); !inserted) {
        if (inserted.error().code == ErrorCode::Conflict) // of all its columns only the id can be taken
            return failure(ErrorCode::Conflict, "the order exists already");
        return std::move(inserted).error();
    }
    m_books.counters.orders = order.number;
    m_books.leaves.orders.push_back(leaf);
    return order.number;
}

Result<SettlementReceipt> Settler::settle(Database& database, const Settlement& settlement)
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
    if (auto ended = end(database, settlement, *verdict); !ended)
        return std::move(ended).error();
    return verdict->amounts;
}

Result<void> Settler::end(Database& database, const Settlement& settlement, const Verdict& verdict)
{
    const SettledAmounts& amounts = verdict.amounts;
    const OpenOrder& open = *m_books.openOrder(settlement.number);
    ensure(amounts.charge.plus(amounts.released) == open.hold && amounts.charge <= open.hold,
           "the hold of an ended order is its charge and what was released");
    auto transfers = resolve(database, verdict.postings, settlement.number, settlement.at);
    if (!transfers)
        return std::move(transfers).error();
    if (auto posted = post(*transfers); !posted)
        return posted;
    std::vector<AttemptEntry> attempts;
    attempts.reserve(settlement.attempts.size());
    for (std::size_t i = 0; i < settlement.attempts.size(); ++i) {
        auto price = priceNumber(database, *settlement.attempts[i].price);
        if (!price)
            return std::move(price).error();
        attempts.push_back(entryOf(settlement.attempts[i], *price, verdict.attempts[i].cost));
    }
    auto inserted = insertTransition(database, {.order = settlement.number,
                                                .state = settlement.outcome,
                                                .amounts = amounts,
                                                .reason = settlement.reason,
                                                .at = toMicroseconds(settlement.at),
                                                .transfers = *transfers,
                                                .attempts = attempts});
    if (inserted)
        inserted = insert(database, *transfers);
    if (!inserted)
        return inserted;
    m_books.closeOrder(settlement.number);
    ensure(m_books.areHoldsInLine(), "after an end, held is the sum of the holds of open orders");
    return {};
}

Result<void> Settler::insertTransition(Database& database, TransitionRecord transition)
{
    transition.number = m_books.counters.transitions + 1;
    const crypto::Digest leaf = m_hashLeaf(transition);
    if (auto inserted = mustFit(tables::insert(database, transition, leaf)); !inserted)
        return inserted;
    m_books.counters.transitions = transition.number;
    m_books.leaves.transitions.push_back(leaf);
    return {};
}

Result<std::vector<Wallet>> Settler::wallets(Database&, const std::vector<AccountId>& accounts)
{
    std::vector<Wallet> wallets;
    wallets.reserve(accounts.size());
    for (const AccountId& account : accounts)
        wallets.push_back({account, m_books.balance(LedgerAccount::available(account)),
                           m_books.balance(LedgerAccount::held(account))});
    return wallets;
}

Result<Settler::Transfers> Settler::resolve(Database& database, const Postings& postings, OrderNumber order, Instant at)
{
    Transfers transfers;
    transfers.reserve(postings.size());
    for (const Posting& posting : postings) {
        auto debit = accountNumber(database, posting.debit);
        if (!debit)
            return std::move(debit).error();
        auto credit = accountNumber(database, posting.credit);
        if (!credit)
            return std::move(credit).error();
        transfers.push_back({.kind = posting.kind,
                             .order = order,
                             .debit = *debit,
                             .credit = *credit,
                             .amount = posting.amount,
                             .at = toMicroseconds(at)});
    }
    return transfers;
}

Result<void> Settler::post(Transfers& transfers)
{
    const Books::Mark before = m_books.mark();
    for (TransferRecord& transfer : transfers) {
        if (!m_books.move(transfer.debit, transfer.credit, transfer.amount)) {
            m_books.undoTo(before);
            return failure(ErrorCode::InvalidRequest, "the amount is beyond what the ledger can hold");
        }
        transfer.number = ++m_books.counters.transfers;
    }
    return {};
}

Result<void> Settler::insert(Database& database, const Transfers& transfers)
{
    for (const TransferRecord& transfer : transfers) {
        if (auto inserted = mustFit(tables::insert(database, transfer)); !inserted)
            return inserted;
    }
    return {};
}

Result<std::int64_t> Settler::accountNumber(Database& database, const LedgerAccount& account)
{
    if (const std::int64_t number = m_books.find(account))
        return number;
    const std::string name = account.name();
    const AccountRecord record{m_books.addAccount(account), name};
    const crypto::Digest leaf = m_hashLeaf(record);
    m_books.leaves.accounts.push_back(leaf);
    if (auto inserted = mustFit(tables::insert(database, record, leaf)); !inserted)
        return std::move(inserted).error();
    return record.number;
}

Result<std::int64_t> Settler::priceNumber(Database& database, const Price& price)
{
    if (const std::int64_t number = m_books.findPrice(price.id()))
        return number;
    PriceRecord record{
        .number = m_books.addPrice(price.id()), .id = price.id(), .validFrom = toMicroseconds(price.validFrom())};
    for (const Meter meter : kMeters)
        record.picos[static_cast<std::size_t>(meter)] = price.pico(meter);
    const crypto::Digest leaf = m_hashLeaf(record);
    m_books.leaves.prices.push_back(leaf);
    if (auto inserted = mustFit(tables::insert(database, record, leaf)); !inserted)
        return std::move(inserted).error();
    return record.number;
}

} // namespace gotoai::clearinghouse
