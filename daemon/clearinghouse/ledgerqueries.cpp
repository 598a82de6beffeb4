// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/ledgerqueries.h"

#include "clearinghouse/bookinglookups.h"
#include "clearinghouse/ledgeraccount.h"
#include "clearinghouse/ledgerscans.h"
#include "clearinghouse/listplaces.h"
#include "clearinghouse/pagereading.h"
#include "clearinghouse/rules.h"
#include "clearinghouse/tables.h"

#include <algorithm>
#include <iterator>

namespace gotoai::clearinghouse {
namespace {

using storage::Statement;

constexpr const char* kSelectOrderByNumber =
    "SELECT o.number, o.id, o.birth, o.account, o.key, o.model, o.mode, o.is_streamed, o.hold_nano, o.refusal, "
    "o.at_us, "
    "e.state, e.charge_nano, e.cost_nano, e.fee_nano, e.reason, e.at_us, d.reason, "
    "(SELECT sum(amount_nano) FROM bookings WHERE order_number = o.number AND order_number > 0 AND kind = 8), "
    "(SELECT sum(amount_nano) FROM bookings WHERE order_number = o.number AND order_number > 0 AND kind = 3) "
    "FROM orders o "
    "LEFT JOIN transitions e ON e.order_number = o.number AND e.is_terminal = 1 "
    "LEFT JOIN transitions d ON d.order_number = o.number AND d.is_terminal = 0 WHERE o.number = ?1";

constexpr const char* kSelectTransferByNumber =
    "SELECT t.number, o.id, t.kind, d.name, c.name, t.amount_nano, t.at_us "
    "FROM transfers t "
    "JOIN ledger_accounts d ON d.number = t.debit JOIN ledger_accounts c ON c.number = t.credit "
    "LEFT JOIN orders o ON o.number = t.order_number WHERE t.number = ?1";

constexpr const char* kSelectTopUpByNumber =
    "SELECT number, id, account, rail, external_id, amount_nano, at_us FROM topups WHERE number = ?1";

OrderState stateOf(const Statement& row)
{
    if (!row.isNull(11))
        return static_cast<OrderState>(row.integer(11));
    if (!row.isNull(17))
        return OrderState::InDoubt;
    return row.integer(2) == 1 ? OrderState::Reserved : OrderState::Rejected;
}

OrderRow readOrderRow(const Statement& row)
{
    OrderRow order;
    order.number = row.integer(0);
    order.id = tables::readId<OrderId>(row, 1);
    order.state = stateOf(row);
    order.account = tables::readId<AccountId>(row, 3);
    order.key = tables::readId<KeyId>(row, 4);
    order.model = row.text(5);
    order.mode = row.text(6);
    order.isStreamed = row.integer(7) != 0;
    order.hold = Money::fromNano(row.integer(8) + row.integer(18));
    order.refunded = Money::fromNano(row.integer(19));
    order.createdAt = fromMicroseconds(row.integer(10));
    order.wasInDoubt = !row.isNull(17);
    if (row.isNull(11)) {
        order.reason = row.text(order.wasInDoubt ? 17 : 9);
        if (order.state == OrderState::Rejected)
            order.endedAt = order.createdAt; // its birth was its end
        return order;
    }
    order.charge = Money::fromNano(row.integer(12));
    order.providerCost = Money::fromNano(row.integer(13));
    order.fee = Money::fromNano(row.integer(14));
    order.reason = row.text(15);
    order.endedAt = fromMicroseconds(row.integer(16));
    return order;
}

AttemptRow readAttemptRow(const Statement& row)
{
    const AttemptEntry entry = tables::readAttempt(row);
    AttemptRow attempt;
    attempt.number = static_cast<int>(entry.number);
    attempt.provider = entry.provider;
    attempt.endpoint = entry.endpoint;
    attempt.price = tables::readId<PriceId>(row, 21);
    attempt.payer = entry.payer;
    attempt.usage = entry.usage;
    attempt.usageSource = entry.usageSource;
    attempt.cost = entry.cost;
    attempt.outcome = entry.outcome;
    attempt.upstreamId = entry.upstreamId;
    attempt.httpStatus = static_cast<int>(entry.httpStatus);
    attempt.startedAt = fromMicroseconds(entry.startedAt);
    if (entry.firstTokenAt)
        attempt.firstTokenAt = fromMicroseconds(*entry.firstTokenAt);
    attempt.endedAt = fromMicroseconds(entry.endedAt);
    return attempt;
}

TransferRow readTransferRow(const Statement& row)
{
    TransferRow transfer;
    transfer.number = row.integer(0);
    if (!row.isNull(1))
        transfer.order = tables::readId<OrderId>(row, 1);
    transfer.kind = transferKindWord(static_cast<TransferKind>(row.integer(2)));
    transfer.debit = row.text(3);
    transfer.credit = row.text(4);
    transfer.amount = Money::fromNano(row.integer(5));
    transfer.at = fromMicroseconds(row.integer(6));
    return transfer;
}

TopUpRow readTopUpRow(const Statement& row)
{
    TopUpRow topUp;
    topUp.number = row.integer(0);
    topUp.id = tables::readId<TopUpId>(row, 1);
    topUp.account = tables::readId<AccountId>(row, 2);
    topUp.rail = row.text(3);
    topUp.externalId = row.text(4);
    topUp.amount = Money::fromNano(row.integer(5));
    topUp.at = fromMicroseconds(row.integer(6));
    return topUp;
}

constexpr const char* kSelectAttempts =
    "SELECT a.attempt, a.provider, a.endpoint, a.price, a.payer, a.prompt, a.cache_read, "
    "a.cache_write, a.completion, a.reasoning, a.image, a.audio, a.request, a.usage_source, "
    "a.cost_nano, a.outcome, a.upstream_id, a.http_status, a.started_us, a.first_token_us, "
    "a.ended_us, p.id FROM attempts a LEFT JOIN settled_prices p ON p.number = a.price "
    "WHERE a.order_number = ?1 ORDER BY a.attempt";

Result<void> readAttempts(storage::Database& database, OrderRow& order)
{
    auto statement = database.cached(kSelectAttempts);
    if (!statement)
        return std::move(statement).error();
    (*statement)->bind(1, order.number);
    for (;;) {
        auto row = (*statement)->step();
        if (!row)
            return std::move(row).error();
        if (!*row)
            break;
        order.attempts.push_back(readAttemptRow(**statement));
    }
    (*statement)->reset();
    return {};
}

bool isWithin(Instant at, const Period& period)
{
    return (!period.from || at >= *period.from) && (!period.to || at < *period.to);
}

bool isWanted(const OrderRow& order, const OrderFilter& filter)
{
    return (!filter.account || order.account == *filter.account) && (!filter.key || order.key == *filter.key) &&
           (!filter.state || order.state == *filter.state) && (!filter.model || order.model == *filter.model) &&
           isWithin(order.createdAt, filter.created);
}

// One order with its attempts; empty when the filter does not want it.
Result<std::optional<OrderRow>> readOrder(storage::Database& database, OrderNumber number, const OrderFilter& filter)
{
    auto order = readOne<OrderRow>(database, kSelectOrderByNumber, number, &readOrderRow);
    if (!order || !*order || !isWanted(**order, filter))
        return order ? Result<std::optional<OrderRow>>(std::nullopt) : std::move(order);
    if (auto read = readAttempts(database, **order); !read)
        return std::move(read).error();
    if ((*order)->charge.isZero())
        return order;
    const auto promo = findPromoCharge(database, number, (*order)->account);
    if (!promo)
        return promo.error();
    (*order)->promo = *promo;
    return order;
}

bool hasAttemptAt(const OrderRow& order, const std::optional<ProviderId>& provider)
{
    return !provider || std::ranges::find(order.attempts, *provider, &AttemptRow::provider) != order.attempts.end();
}

bool isOfWallet(const TransferRow& transfer, const std::optional<AccountId>& account)
{
    if (!account)
        return true;
    const std::string names[] = {LedgerAccount::available(*account).name(), LedgerAccount::held(*account).name(),
                                 LedgerAccount::promoAvailable(*account).name(),
                                 LedgerAccount::promoHeld(*account).name()};
    return std::ranges::find(names, transfer.debit) != std::end(names) ||
           std::ranges::find(names, transfer.credit) != std::end(names);
}

bool isWanted(const TransferRow& transfer, const TransferFilter& filter)
{
    return (!filter.kind || transfer.kind == *filter.kind) && isOfWallet(transfer, filter.account) &&
           isWithin(transfer.at, filter.at);
}

} // namespace

LedgerQueries::LedgerQueries(storage::Database& database)
    : m_database(database)
{}

Result<Page<OrderRow>> LedgerQueries::orders(const OrderFilter& filter, const PageRequest& page)
{
    return inSnapshot(m_database, [&]() -> Result<Page<OrderRow>> {
        const auto bounds = orderBounds(m_database, filter.created);
        if (!bounds)
            return bounds.error();
        return readPage<OrderRow>(
            page, *bounds,
            [&](Direction direction, const NumberRange& range) {
                return scanOrders(m_database, filter, direction, range);
            },
            [&](OrderNumber number) {
                auto order = readOrder(m_database, number, filter);
                if (order && *order && !hasAttemptAt(**order, filter.provider))
                    order->reset();
                return order;
            });
    });
}

Result<OrderRow> LedgerQueries::order(const OrderId& id)
{
    return inSnapshot(m_database, [&]() -> Result<OrderRow> {
        const auto number = orderNumber(m_database, id, std::nullopt);
        if (!number)
            return number.error();
        auto order = readOrder(m_database, *number, {});
        if (!order)
            return std::move(order).error();
        return **std::move(order);
    });
}

Result<Page<TransferRow>> LedgerQueries::transfers(const TransferFilter& filter, const PageRequest& page)
{
    std::optional<TransferKind> kind;
    if (filter.kind) {
        kind = transferKindFromWord(*filter.kind);
        if (!kind)
            return failure(ErrorCode::InvalidRequest, "there is no such kind of transfer", "kind");
    }
    return inSnapshot(m_database, [&]() -> Result<Page<TransferRow>> {
        const auto bounds = transferBounds(m_database, filter.at);
        if (!bounds)
            return bounds.error();
        return readPage<TransferRow>(
            page, *bounds,
            [&](Direction direction, const NumberRange& range) {
                return scanTransfers(m_database, filter, kind, direction, range);
            },
            [&](std::int64_t number) {
                auto transfer = readOne<TransferRow>(m_database, kSelectTransferByNumber, number, &readTransferRow);
                if (transfer && *transfer && !isWanted(**transfer, filter))
                    transfer->reset();
                return transfer;
            });
    });
}

Result<Page<TopUpRow>> LedgerQueries::topUps(const std::optional<AccountId>& account, const PageRequest& page)
{
    return inSnapshot(m_database, [&] {
        return readPage<TopUpRow>(
            page, {0, kNoNumber},
            [&](Direction direction, const NumberRange& range) {
                return scanTopUps(m_database, account, direction, range);
            },
            [&](std::int64_t number) {
                return readOne<TopUpRow>(m_database, kSelectTopUpByNumber, number, &readTopUpRow);
            });
    });
}

} // namespace gotoai::clearinghouse
