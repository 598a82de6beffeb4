// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/ledgeraccount.h"
#include "clearinghouse/ledgerqueries.h"
#include "control/listquery.h"
#include "control/resources.h"
#include "control/wire.h"

namespace gotoai::control {
namespace {

using clearinghouse::LedgerAccount;
using clearinghouse::LedgerQueries;
using clearinghouse::PageRequest;
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

// The transfers into and out of one wallet. The ledger does not list them by wallet, so a page looks through so many
// of everybody's at most; what it has not reached then is on the next one.
Result<TransferPage> transfersOfWallet(LedgerQueries& queries, const TransferFilter& filter, PageRequest request,
                                       const AccountId& account)
{
    constexpr int kMaxPages = 40;
    constexpr std::size_t kPageRows = 500;
    const std::string available = LedgerAccount::available(account).name();
    const std::string held = LedgerAccount::held(account).name();
    const auto isOfWallet = [&](const std::string& name) { return name == available || name == held; };
    TransferPage found;
    found.next = request.before;
    for (int pages = 0; pages < kMaxPages; ++pages) {
        const auto page = queries.transfers(filter, {kPageRows, found.next});
        if (!page)
            return page;
        for (const auto& row : page->rows) {
            if (!isOfWallet(row.debit) && !isOfWallet(row.credit))
                continue;
            if (found.rows.size() == request.limit) {
                found.next = found.rows.back().number;
                return found;
            }
            found.rows.push_back(row);
        }
        found.next = page->next;
        if (!found.next)
            break;
    }
    return found;
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
        [filter = *filter, request = *request, account = call->principal().account](storage::Database& database) {
            LedgerQueries queries(database);
            return account ? transfersOfWallet(queries, filter, request, *account) : queries.transfers(filter, request);
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
