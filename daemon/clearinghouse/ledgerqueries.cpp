// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/ledgerqueries.h"

#include "clearinghouse/rules.h"
#include "clearinghouse/tables.h"

#include <algorithm>
#include <limits>

namespace gotoai::clearinghouse {
namespace {

using storage::Statement;

constexpr std::size_t kMaxPage = 500;

constexpr std::string_view kSelectOrder =
    "SELECT o.number, o.id, o.birth, o.account, o.key, o.model, o.mode, o.is_streamed, o.hold_nano, o.refusal, "
    "o.at_us, "
    "e.state, e.charge_nano, e.cost_nano, e.fee_nano, e.reason, e.at_us, d.reason "
    "FROM orders o "
    "LEFT JOIN transitions e ON e.order_number = o.number AND e.is_terminal = 1 "
    "LEFT JOIN transitions d ON d.order_number = o.number AND d.is_terminal = 0 ";

constexpr std::string_view kSelectTransfer =
    "SELECT t.number, o.id, t.kind, d.name, c.name, t.amount_nano, t.at_us "
    "FROM transfers t "
    "JOIN ledger_accounts d ON d.number = t.debit JOIN ledger_accounts c ON c.number = t.credit "
    "LEFT JOIN orders o ON o.number = t.order_number ";

// The ranges of transfers that belong to order ?3.
constexpr std::string_view kOrderRanges =
    "JOIN (SELECT first_transfer AS first, first_transfer AS last FROM orders WHERE id = ?3 AND first_transfer > 0 "
    "UNION ALL SELECT first_transfer, first_transfer + transfer_count - 1 FROM transitions "
    "WHERE order_number = (SELECT number FROM orders WHERE id = ?3) AND transfer_count > 0) r "
    "ON t.number BETWEEN r.first AND r.last ";

std::string_view stateCondition(OrderState state)
{
    switch (state) {
    case OrderState::Rejected: return "AND o.birth = 0 ";
    case OrderState::Reserved: return "AND o.birth = 1 AND e.number IS NULL AND d.number IS NULL ";
    case OrderState::InDoubt:
        return "AND o.number IN (SELECT order_number FROM transitions WHERE is_terminal = 0) AND e.number IS NULL ";
    case OrderState::Finalized: return "AND e.state = 3 ";
    case OrderState::Released: return "AND e.state = 4 ";
    }
    return "AND 0 ";
}

template<class IdType>
void bindId(Statement& statement, int position, const std::optional<IdType>& id)
{
    if (id)
        statement.bind(position, std::span<const std::uint8_t>(id->bytes()));
}

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
    order.hold = Money::fromNano(row.integer(8));
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

std::size_t limitOf(const PageRequest& page) { return std::clamp<std::size_t>(page.limit, 1, kMaxPage); }

// ?1: below which number, ?2: how many; one more than the page tells whether another follows.
void bindPage(Statement& statement, const PageRequest& page)
{
    statement.bind(1, page.before.value_or(std::numeric_limits<std::int64_t>::max()));
    statement.bind(2, static_cast<std::int64_t>(limitOf(page)) + 1);
}

template<class T, class Read>
Result<Page<T>> readPage(Statement& statement, const PageRequest& request, Read read)
{
    Page<T> page;
    for (;;) {
        auto row = statement.step();
        if (!row)
            return std::move(row).error();
        if (!*row)
            return page;
        if (page.rows.size() == limitOf(request)) {
            page.next = page.rows.back().number;
            return page;
        }
        page.rows.push_back(read(statement));
    }
}

Result<void> readAttempts(storage::Database& database, std::vector<OrderRow>& orders)
{
    auto statement =
        database.prepare("SELECT a.attempt, a.provider, a.endpoint, a.price, a.payer, a.prompt, a.cache_read, "
                         "a.cache_write, a.completion, a.reasoning, a.image, a.audio, a.request, a.usage_source, "
                         "a.cost_nano, a.outcome, a.upstream_id, a.http_status, a.started_us, a.first_token_us, "
                         "a.ended_us, p.id FROM attempts a LEFT JOIN settled_prices p ON p.number = a.price "
                         "WHERE a.order_number = ?1 ORDER BY a.attempt");
    if (!statement)
        return std::move(statement).error();
    for (OrderRow& order : orders) {
        statement->bind(1, order.number);
        for (;;) {
            auto row = statement->step();
            if (!row)
                return std::move(row).error();
            if (!*row)
                break;
            order.attempts.push_back(readAttemptRow(*statement));
        }
        statement->reset();
    }
    return {};
}

// What several statements read belongs together: one snapshot.
template<class Read>
auto inSnapshot(storage::Database& database, Read read) -> decltype(read())
{
    if (auto begun = database.execute("BEGIN"); !begun)
        return std::move(begun).error();
    auto result = read();
    if (auto ended = database.execute("ROLLBACK"); !ended)
        return std::move(ended).error();
    return result;
}

} // namespace

LedgerQueries::LedgerQueries(storage::Database& database)
    : m_database(database)
{}

Result<Page<OrderRow>> LedgerQueries::orders(const OrderFilter& filter, const PageRequest& page)
{
    std::string sql(kSelectOrder);
    sql += "WHERE o.number < ?1 ";
    if (filter.account)
        sql += "AND o.account = ?3 ";
    if (filter.key)
        sql += "AND o.key = ?4 ";
    if (filter.state)
        sql += stateCondition(*filter.state);
    sql += "ORDER BY o.number DESC LIMIT ?2";
    return inSnapshot(m_database, [&]() -> Result<Page<OrderRow>> {
        auto statement = m_database.prepare(sql);
        if (!statement)
            return std::move(statement).error();
        bindPage(*statement, page);
        bindId(*statement, 3, filter.account);
        bindId(*statement, 4, filter.key);
        auto rows = readPage<OrderRow>(*statement, page, &readOrderRow);
        if (!rows)
            return rows;
        if (auto read = readAttempts(m_database, rows->rows); !read)
            return std::move(read).error();
        return rows;
    });
}

Result<OrderRow> LedgerQueries::order(const OrderId& id)
{
    return inSnapshot(m_database, [&]() -> Result<OrderRow> {
        auto statement = m_database.prepare(std::string(kSelectOrder) + "WHERE o.id = ?1");
        if (!statement)
            return std::move(statement).error();
        bindId(*statement, 1, std::optional(id));
        auto row = statement->step();
        if (!row)
            return std::move(row).error();
        if (!*row)
            return failure(ErrorCode::NotFound, "there is no order " + id.toString());
        std::vector<OrderRow> orders{readOrderRow(*statement)};
        if (auto read = readAttempts(m_database, orders); !read)
            return std::move(read).error();
        return std::move(orders.front());
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
    std::string sql(kSelectTransfer);
    if (filter.order)
        sql += kOrderRanges;
    sql += "WHERE t.number < ?1 ";
    if (kind)
        sql += "AND t.kind = ?4 ";
    sql += "ORDER BY t.number DESC LIMIT ?2";
    auto statement = m_database.prepare(sql);
    if (!statement)
        return std::move(statement).error();
    bindPage(*statement, page);
    bindId(*statement, 3, filter.order);
    if (kind)
        statement->bind(4, static_cast<std::int64_t>(*kind));
    return readPage<TransferRow>(*statement, page, &readTransferRow);
}

Result<Page<TopUpRow>> LedgerQueries::topUps(const std::optional<AccountId>& account, const PageRequest& page)
{
    std::string sql =
        "SELECT number, id, account, rail, external_id, amount_nano, at_us FROM topups WHERE number < ?1 ";
    if (account)
        sql += "AND account = ?3 ";
    sql += "ORDER BY number DESC LIMIT ?2";
    auto statement = m_database.prepare(sql);
    if (!statement)
        return std::move(statement).error();
    bindPage(*statement, page);
    bindId(*statement, 3, account);
    return readPage<TopUpRow>(*statement, page, &readTopUpRow);
}

} // namespace gotoai::clearinghouse
