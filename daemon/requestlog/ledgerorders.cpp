// SPDX-License-Identifier: GPL-3.0-or-later
#include "requestlog/ledgerorders.h"

#include <algorithm>

namespace gotoai::requestlog {
namespace {

using clearinghouse::AttemptRow;
using clearinghouse::OrderRow;
using clearinghouse::OrderState;
using hypercore::FinishedOrder;
using hypercore::OrderOutcome;
using std::chrono::microseconds;

// Reasons are words of their own or those of errors.
OrderOutcome outcomeOf(const OrderRow& row)
{
    if (row.state == OrderState::Rejected)
        return OrderOutcome::Rejected;
    if (row.reason == "completed")
        return OrderOutcome::Completed;
    if (row.reason == "empty_answer")
        return OrderOutcome::Empty;
    if (row.reason == "client_gone")
        return OrderOutcome::ClientGone;
    for (int code = 0; code <= static_cast<int>(ErrorCode::Internal); ++code) {
        if (errorWord(static_cast<ErrorCode>(code)) == row.reason)
            return hypercore::outcomeOf(static_cast<ErrorCode>(code));
    }
    return OrderOutcome::Platform;
}

std::shared_ptr<const supply::Endpoint> endpointOf(const AttemptRow& attempt, const OrderRow& row,
                                                   const supply::Catalog& catalog)
{
    if (auto known = catalog.endpoint(attempt.endpoint))
        return known;
    auto provider = catalog.provider(attempt.provider);
    if (!provider) {
        auto unknown = std::make_shared<supply::Provider>();
        unknown->id = attempt.provider;
        provider = std::move(unknown);
    }
    auto endpoint = std::make_shared<supply::Endpoint>();
    endpoint->id = attempt.endpoint;
    endpoint->provider = std::move(provider);
    endpoint->model = row.model;
    return endpoint;
}

clearinghouse::AttemptRecord recordOf(const AttemptRow& attempt)
{
    return {.number = static_cast<std::uint16_t>(attempt.number),
            .provider = attempt.provider,
            .endpoint = attempt.endpoint,
            .price = nullptr,
            .payer = attempt.payer,
            .usage = attempt.usage,
            .usageSource = attempt.usageSource,
            .outcome = attempt.outcome,
            .upstreamId = attempt.upstreamId,
            .httpStatus = attempt.httpStatus,
            .startedAt = attempt.startedAt,
            .firstTokenAt = attempt.firstTokenAt,
            .endedAt = attempt.endedAt};
}

// The numbers that a statement selects in column 0, and ids of orders in column 1.
struct Numbered
{
    std::int64_t last = 0;
    std::vector<OrderId> orders;
};

Result<Numbered> readNumbered(storage::Database& ledger, const char* sql, std::int64_t after, std::int64_t upTo,
                              std::size_t most)
{
    auto statement = ledger.cached(sql);
    if (!statement)
        return std::move(statement).error();
    (*statement)->bind(1, after).bind(2, upTo).bind(3, static_cast<std::int64_t>(most));
    Numbered numbered{.last = after, .orders = {}};
    for (;;) {
        const auto row = (*statement)->step();
        if (!row)
            return row.error();
        if (!*row)
            break;
        numbered.last = (*statement)->integer(0);
        if (const auto id = OrderId::fromBytes((*statement)->blob(1)))
            numbered.orders.push_back(*id);
    }
    (*statement)->reset();
    if (numbered.orders.size() < most)
        numbered.last = std::max(after, upTo);
    return numbered;
}

Result<void> append(LedgerPiece& piece, storage::Database& ledger, const std::vector<OrderId>& ids,
                    const supply::Catalog& catalog)
{
    clearinghouse::LedgerQueries queries(ledger);
    for (const OrderId& id : ids) {
        const auto row = queries.order(id);
        if (!row)
            return row.error();
        piece.orders.push_back(std::make_shared<const FinishedOrder>(finishedOrderOf(*row, catalog)));
    }
    return {};
}

} // namespace

Result<LedgerPlace> ledgerEnd(storage::Database& ledger)
{
    auto statement = ledger.cached("SELECT (SELECT max(number) FROM transitions), (SELECT max(number) FROM orders)");
    if (!statement)
        return std::move(statement).error();
    const auto row = (*statement)->step();
    if (!row)
        return row.error();
    const LedgerPlace end{(*statement)->integer(0), (*statement)->integer(1)};
    (*statement)->reset();
    return end;
}

Result<LedgerPiece> readEnded(storage::Database& ledger, const LedgerPlace& after, const LedgerPlace& upTo,
                              std::size_t most, const supply::Catalog& catalog)
{
    const auto ended = readNumbered(ledger,
                                    "SELECT t.number, o.id FROM transitions t CROSS JOIN orders o "
                                    "ON o.number = t.order_number WHERE t.number > ?1 AND t.number <= ?2 "
                                    "AND t.is_terminal = 1 ORDER BY t.number LIMIT ?3",
                                    after.transition, upTo.transition, most);
    if (!ended)
        return ended.error();
    const auto rejected = readNumbered(ledger,
                                       "SELECT number, id FROM orders WHERE birth = 0 AND number > ?1 AND number <= ?2 "
                                       "ORDER BY number LIMIT ?3",
                                       after.order, upTo.order, most);
    if (!rejected)
        return rejected.error();
    LedgerPiece piece{.orders = {}, .through = {ended->last, rejected->last}};
    for (const Numbered* numbered : {&*ended, &*rejected}) {
        if (auto appended = append(piece, ledger, numbered->orders, catalog); !appended)
            return std::move(appended).error();
    }
    return piece;
}

FinishedOrder finishedOrderOf(const OrderRow& row, const supply::Catalog& catalog)
{
    FinishedOrder order;
    order.id = row.id;
    order.account = row.account;
    order.key = row.key;
    order.model = row.model;
    order.isStreamed = row.isStreamed;
    order.state = row.state;
    order.outcome = outcomeOf(row);
    order.reason = row.reason;
    order.hold = row.hold;
    order.cost = {.charge = row.charge, .providerCost = row.providerCost, .platformFee = row.fee};
    order.arrivedAt = row.createdAt;
    if (row.endedAt && !row.wasInDoubt)
        order.duration = std::max(microseconds(0), *row.endedAt - row.createdAt);
    order.overhead = order.duration;
    for (const AttemptRow& attempt : row.attempts) {
        order.endpoint = endpointOf(attempt, row, catalog);
        order.attempts.push_back({order.endpoint, recordOf(attempt)});
        order.usage = attempt.usage;
        order.usageSource = attempt.usageSource;
        order.overhead = std::max(microseconds(0), order.overhead - (attempt.endedAt - attempt.startedAt));
        order.firstOutput.reset();
        if (row.isStreamed && attempt.firstTokenAt)
            order.firstOutput = std::max(microseconds(0), *attempt.firstTokenAt - row.createdAt);
    }
    return order;
}

} // namespace gotoai::requestlog
