// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/ledgerqueries.h"
#include "clearinghouse/listplaces.h"
#include "clearinghouse/statementqueries.h"
#include "control/listquery.h"
#include "control/resources.h"
#include "control/wire.h"

namespace gotoai::control {
namespace {

using clearinghouse::LedgerQueries;
using clearinghouse::TransferFilter;
using protocol::TransferId;

struct TransferList
{
    clearinghouse::Page<clearinghouse::TransferRow> page;
    std::vector<Money> available; // behind each; empty where the list leaves transfers out
};

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

// Ids say numbers, which are dense: that there is one tells nobody anything.
Result<std::optional<std::int64_t>> numberOf(storage::Database& database, const Around<TransferId>& around)
{
    const auto ofId = [&database](const TransferId& id) -> Result<std::int64_t> {
        const auto number = transferNumber(id);
        const auto isThere = number ? clearinghouse::hasTransfer(database, *number) : Result<bool>(false);
        if (!isThere)
            return isThere.error();
        return *isThere ? Result<std::int64_t>(*number) : failure(ErrorCode::NotFound, "there is no such transfer");
    };
    return around.number(ofId, [&database](Instant at) { return clearinghouse::transferNumberAt(database, at); });
}

Result<TransferList> readList(storage::Database& database, const TransferFilter& filter,
                              clearinghouse::PageRequest request, const Around<TransferId>& around)
{
    const auto number = numberOf(database, around);
    if (!number)
        return number.error();
    request.around = *number;
    auto page = LedgerQueries(database).transfers(filter, request);
    if (!page)
        return std::move(page).error();
    TransferList list{std::move(*page), {}};
    if (!filter.account || filter.order || filter.kind || filter.at.from || filter.at.to)
        return list;
    auto available = clearinghouse::StatementQueries(database).availableBehind(*filter.account, list.page.rows);
    if (!available)
        return std::move(available).error();
    list.available = std::move(*available);
    return list;
}

protocol::Page<protocol::Transfer> wirePage(const TransferList& list, const ListQuery& paging)
{
    auto page = paging.pageOf(list.page, [](const auto& row) { return toWire(row); });
    for (std::size_t index = 0; index < list.available.size(); ++index)
        page.data[index].availableAfter = list.available[index];
    return page;
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
    parts.readers.read<TransferList>(
        [filter = *filter, request = *request, around = *around](storage::Database& database) {
            return readList(database, filter, request, around);
        },
        parts.queue,
        [call, paging = *paging](const Result<TransferList>& transfers) {
            if (!transfers)
                return call->refuse(transfers.error());
            call->answer(200, protocol::toJson(wirePage(*transfers, paging)));
        });
}

} // namespace

std::vector<Route> transferRoutes(const Parts& parts)
{
    return {{"GET", "/admin/v1/transfers", [parts](const CallPtr& call) { list(call, parts); }}};
}

} // namespace gotoai::control
