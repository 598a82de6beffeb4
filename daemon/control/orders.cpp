// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/ledgerqueries.h"
#include "control/listquery.h"
#include "control/resources.h"
#include "control/wire.h"

namespace gotoai::control {
namespace {

using clearinghouse::OrderFilter;
using clearinghouse::OrderRow;
using OrderPage = clearinghouse::Page<OrderRow>;

Result<OrderFilter> filterOf(const Call& call, const Call::Query& query)
{
    const auto asked = idFilter<AccountId>(query, "account");
    const auto account = asked ? call.confine(*asked) : asked;
    if (!account)
        return account.error();
    const auto key = idFilter<KeyId>(query, "key");
    if (!key)
        return key.error();
    OrderFilter filter{*account, *key, std::nullopt};
    if (const auto state = query.find("state"); state != query.end()) {
        filter.state = clearinghouse::orderStateFromWord(state->second);
        if (!filter.state)
            return failure(ErrorCode::InvalidRequest, "a state is rejected, reserved, in_doubt, finalized or released",
                           "state");
    }
    return filter;
}

void list(const CallPtr& call, const Parts& parts)
{
    const auto query = call->query({"limit", "cursor", "account", "key", "state"});
    const auto paging = query ? ListQuery::parse("orders", *query) : query.error();
    const auto request = paging ? paging->byNumber() : paging.error();
    if (!request)
        return call->refuse(request.error());
    const auto filter = filterOf(*call, *query);
    if (!filter)
        return call->refuse(filter.error());
    parts.readers.read<OrderPage>(
        [filter = *filter, request = *request](storage::Database& database) {
            return clearinghouse::LedgerQueries(database).orders(filter, request);
        },
        parts.queue,
        [call, paging = *paging](Result<OrderPage> orders) {
            if (!orders)
                return call->refuse(orders.error());
            call->answer(200, protocol::toJson(paging.pageOf(*orders, [](const auto& row) { return toWire(row); })));
        });
}

void get(const CallPtr& call, const Parts& parts)
{
    const auto id = call->id<OrderId>();
    if (!id)
        return call->refuse(id.error());
    parts.readers.read<OrderRow>(
        [id = *id](storage::Database& database) { return clearinghouse::LedgerQueries(database).order(id); },
        parts.queue,
        [call](Result<OrderRow> order) {
            if (!order)
                return call->refuse(order.error());
            if (!call->maySee(order->account))
                return call->refuse(failure(ErrorCode::NotFound, "there is no order " + order->id.toString()));
            call->answer(200, protocol::toJson(toWire(*order)));
        });
}

} // namespace

std::vector<Route> orderRoutes(const Parts& parts)
{
    return {
        {"GET", "/admin/v1/orders", [parts](const CallPtr& call) { list(call, parts); }},
        {"GET", "/admin/v1/orders/{id}", [parts](const CallPtr& call) { get(call, parts); }},
    };
}

} // namespace gotoai::control
