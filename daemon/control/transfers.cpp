// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/ledgerqueries.h"
#include "control/listquery.h"
#include "control/resources.h"
#include "control/wire.h"

namespace gotoai::control {
namespace {

using clearinghouse::TransferFilter;
using TransferPage = clearinghouse::Page<clearinghouse::TransferRow>;

Result<TransferFilter> filterOf(const Call::Query& query)
{
    const auto order = idFilter<OrderId>(query, "order");
    if (!order)
        return order.error();
    TransferFilter filter{*order, std::nullopt};
    if (const auto kind = query.find("kind"); kind != query.end())
        filter.kind = kind->second;
    return filter;
}

void list(const CallPtr& call, const Parts& parts)
{
    const auto query = call->query({"limit", "cursor", "order", "kind"});
    const auto paging = query ? ListQuery::parse("transfers", *query) : query.error();
    const auto request = paging ? paging->byNumber() : paging.error();
    if (!request)
        return call->refuse(request.error());
    const auto filter = filterOf(*query);
    if (!filter)
        return call->refuse(filter.error());
    parts.readers.read<TransferPage>(
        [filter = *filter, request = *request](storage::Database& database) {
            return clearinghouse::LedgerQueries(database).transfers(filter, request);
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
    return {{"GET", "/admin/v1/transfers", Guard::Admin, [parts](const CallPtr& call) { list(call, parts); }}};
}

} // namespace gotoai::control
