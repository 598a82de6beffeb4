// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/ledgerqueries.h"
#include "control/listquery.h"
#include "control/resources.h"
#include "control/wire.h"

namespace gotoai::control {
namespace {

using clearinghouse::LedgerQueries;
using clearinghouse::TransferFilter;
using protocol::TransferId;
using TransferPage = clearinghouse::Page<clearinghouse::TransferRow>;

Result<TransferFilter> filterOf(const Call& call, const Call::Query& query)
{
    const auto asked = idFilter<AccountId>(query, "account");
    const auto account = asked ? call.confine(*asked) : asked;
    if (!account)
        return account.error();
    const auto order = idFilter<OrderId>(query, "order");
    if (!order)
        return order.error();
    const auto from = timeFilter(query, "from");
    const auto to = timeFilter(query, "to");
    if (!from || !to)
        return from ? to.error() : from.error();
    TransferFilter filter;
    filter.order = *order;
    filter.account = *account;
    filter.at = {*from, *to};
    if (const auto kind = query.find("kind"); kind != query.end())
        filter.kind = kind->second;
    return filter;
}

// An id says its number, so it needs no looking up.
Result<std::optional<std::int64_t>> numberOf(LedgerQueries& queries, const Around<TransferId>& around)
{
    if (around.id)
        return std::optional(transferNumber(*around.id));
    if (!around.at)
        return std::optional<std::int64_t>();
    const auto number = queries.transferNumberAt(*around.at);
    return number ? Result<std::optional<std::int64_t>>(*number) : number.error();
}

void list(const CallPtr& call, const Parts& parts)
{
    const auto query = call->query({"limit", "cursor", "around", "account", "order", "kind", "from", "to"});
    const auto paging = query ? ListQuery::parse("transfers", *query) : query.error();
    const auto request = paging ? paging->byNumber() : paging.error();
    if (!request)
        return call->refuse(request.error());
    const auto around = Around<TransferId>::parse(*query);
    if (!around)
        return call->refuse(around.error());
    const auto filter = filterOf(*call, *query);
    if (!filter)
        return call->refuse(filter.error());
    parts.readers.read<TransferPage>(
        [filter = *filter, request = *request,
         around = *around](storage::Database& database) mutable -> Result<TransferPage> {
            LedgerQueries queries(database);
            const auto number = numberOf(queries, around);
            if (!number)
                return number.error();
            request.around = *number;
            return queries.transfers(filter, request);
        },
        parts.queue,
        [call, paging = *paging](Result<TransferPage> transfers) {
            if (!transfers)
                return call->refuse(transfers.error());
            call->answer(200, protocol::toJson(paging.pageOf(*transfers, [](const auto& row) { return toWire(row); })));
        });
}

} // namespace

std::vector<Route> transferRoutes(const Parts& parts)
{
    return {{"GET", "/admin/v1/transfers", [parts](const CallPtr& call) { list(call, parts); }}};
}

} // namespace gotoai::control
