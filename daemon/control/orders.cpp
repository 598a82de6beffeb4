// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/ledgerqueries.h"
#include "clearinghouse/listplaces.h"
#include "control/listquery.h"
#include "control/receiptwire.h"
#include "control/resources.h"
#include "control/wire.h"
#include "requestlog/attemptnotes.h"

#include <algorithm>

namespace gotoai::control {
namespace {

using clearinghouse::LedgerQueries;
using clearinghouse::OrderFilter;
using clearinghouse::OrderRow;
using OrderPage = clearinghouse::Page<OrderRow>;

Result<OrderFilter> filterOf(const Call& call, const Call::Query& query, const Parts& parts)
{
    const auto asked = idFilter<AccountId>(query, "account");
    const auto account = asked ? call.confine(*asked) : asked;
    if (!account)
        return account.error();
    const auto key = idFilter<KeyId>(query, "key");
    if (!key)
        return key.error();
    const auto provider = idFilter<ProviderId>(query, "provider");
    if (!provider)
        return provider.error();
    const auto from = timeFilter(query, "from");
    const auto to = timeFilter(query, "to");
    if (!from || !to)
        return from ? to.error() : from.error();
    OrderFilter filter{.account = *account, .key = *key, .provider = *provider, .created = {*from, *to}};
    const auto owned = *key ? parts.directory.key(**key) : nullptr;
    if (owned && !filter.account)
        filter.account = owned->account;
    if (const auto model = query.find("model"); model != query.end())
        filter.model = model->second;
    if (const auto state = query.find("state"); state != query.end()) {
        filter.state = clearinghouse::orderStateFromWord(state->second);
        if (!filter.state)
            return failure(ErrorCode::InvalidRequest, "a state is rejected, reserved, in_doubt, finalized or released",
                           "state");
    }
    return filter;
}

// The number that a page is to be around, of an order that the caller may know of.
Result<std::optional<std::int64_t>> numberOf(storage::Database& database, const Around<OrderId>& around,
                                             const std::optional<AccountId>& account)
{
    return around.number([&](const OrderId& id) { return clearinghouse::orderNumber(database, id, account); },
                         [&](Instant at) { return clearinghouse::orderNumberAt(database, at); });
}

void list(const CallPtr& call, const Parts& parts)
{
    const auto query =
        call->query({"limit", "cursor", "around", "account", "key", "state", "model", "provider", "from", "to"});
    const auto paging = query ? ListQuery::parse("orders", *query) : query.error();
    const auto request = paging ? paging->byNumber() : paging.error();
    if (!request)
        return call->refuse(request.error());
    const auto around = Around<OrderId>::parse(*query);
    if (!around)
        return call->refuse(around.error());
    const auto filter = filterOf(*call, *query, parts);
    if (!filter)
        return call->refuse(filter.error());
    parts.readers.read<OrderPage>(
        [filter = *filter, request = *request,
         around = *around](storage::Database& database) mutable -> Result<OrderPage> {
            const auto number = numberOf(database, around, filter.account);
            if (!number)
                return number.error();
            request.around = *number;
            return LedgerQueries(database).orders(filter, request);
        },
        parts.queue,
        [call, paging = *paging](Result<OrderPage> orders) {
            if (!orders)
                return call->refuse(orders.error());
            call->answer(200, protocol::toJson(paging.pageOf(*orders, [](const auto& row) { return toWire(row); })));
        });
}

// With what the request log knows beside the books.
protocol::Order wireOf(const OrderRow& order, const requestlog::KeptOrder& kept)
{
    protocol::Order wire = toWire(order);
    for (std::size_t i = 0; i < std::min(kept.attempts.size(), wire.attempts.size()); ++i) {
        const requestlog::AttemptNote& note = kept.attempts[i];
        if (!note.fault.empty())
            wire.attempts[i].fault = note.fault;
        if (note.skippedFrames > 0)
            wire.attempts[i].skippedFrames = note.skippedFrames;
    }
    const auto paid = std::ranges::find(order.attempts, clearinghouse::Payer::User, &clearinghouse::AttemptRow::payer);
    if (order.state == clearinghouse::OrderState::Finalized && paid != order.attempts.end() &&
        paid->usage != kept.usage)
        wire.chargedUsage = toWire(kept.usage, UsageSource::Estimated);
    return wire;
}

// The books suffice where the log has lost it, or has not got it yet.
void tell(const CallPtr& call, const Parts& parts, OrderRow order)
{
    const OrderId id = order.id;
    parts.requests.read<requestlog::KeptOrder>(
        [id](storage::Database& database) { return requestlog::readKeptOrder(database, id); }, parts.queue,
        [call, order = std::move(order)](const Result<requestlog::KeptOrder>& kept) {
            call->answer(200, protocol::toJson(kept ? wireOf(order, *kept) : toWire(order)));
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
        [call, parts](Result<OrderRow> order) {
            if (!order)
                return call->refuse(order.error());
            if (!call->maySee(order->account))
                return call->refuse(failure(ErrorCode::NotFound, "there is no " + order->id.toString()));
            tell(call, parts, *std::move(order));
        });
}

// Whose order it is comes first: what state a foreign one is in is not told either.
void receipt(const CallPtr& call, const Parts& parts)
{
    const auto id = call->id<OrderId>();
    if (!id)
        return call->refuse(id.error());
    const auto account = call->confine(std::nullopt);
    if (!account)
        return call->refuse(account.error());
    parts.readers.read<protocol::Receipt>(
        [id = *id, account = *account, headFile = parts.headFile](storage::Database& database) {
            return proveOrder(database, headFile, id, account);
        },
        parts.queue,
        [call](const Result<protocol::Receipt>& receipt) {
            if (!receipt)
                return call->refuse(receipt.error());
            call->answer(200, protocol::toJson(*receipt));
        });
}

} // namespace

std::vector<Route> orderRoutes(const Parts& parts)
{
    return {
        {"GET", "/admin/v1/orders", [parts](const CallPtr& call) { list(call, parts); }},
        {"GET", "/admin/v1/orders/{id}", [parts](const CallPtr& call) { get(call, parts); }},
        {"GET", "/admin/v1/orders/{id}/receipt", [parts](const CallPtr& call) { receipt(call, parts); }},
    };
}

} // namespace gotoai::control
