// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/statementqueries.h"
#include "control/listquery.h"
#include "control/resources.h"
#include "control/statementexports.h"
#include "control/statementtext.h"

namespace gotoai::control {
namespace {

using clearinghouse::Period;
using clearinghouse::Statement;

Result<Period> periodOf(const Call::Query& query)
{
    const auto from = timeFilter(query, "from");
    const auto to = from ? timeFilter(query, "to") : from;
    if (!to)
        return to.error();
    if (*from && *to && **from > **to)
        return failure(ErrorCode::InvalidRequest, "a period begins before it ends", "from");
    return Period{*from, *to};
}

void exportWhole(const CallPtr& call, const Call::Query& query, const AccountId& account, StatementExports& exports)
{
    const std::string& word = query.find("format")->second;
    if (word != "csv" && word != "json")
        return call->refuse(failure(ErrorCode::InvalidRequest, "a statement is exported as csv or json", "format"));
    for (const char* ofPages : {"limit", "cursor"}) {
        if (query.contains(ofPages))
            return call->refuse(failure(ErrorCode::InvalidRequest, "an export is not paged", ofPages));
    }
    const auto period = periodOf(query);
    if (!period)
        return call->refuse(period.error());
    exports.begin(call, account, *period, word == "csv" ? StatementFormat::Csv : StatementFormat::Json);
}

void page(const CallPtr& call, const Call::Query& query, const AccountId& account, const Parts& parts)
{
    const auto paging = ListQuery::parse("statement", query);
    const auto request = paging ? paging->onward() : paging.error();
    if (!request)
        return call->refuse(request.error());
    const auto period = periodOf(query);
    if (!period)
        return call->refuse(period.error());
    parts.readers.read<Statement>(
        [account, period = *period, request = *request](storage::Database& database) {
            return clearinghouse::StatementQueries(database).statement(account, period, request);
        },
        parts.queue,
        [call, account, period = *period, paging = *paging](const Result<Statement>& statement) {
            if (!statement)
                return call->refuse(statement.error());
            protocol::Statement wire = toWire(account, period, statement->frame);
            for (const clearinghouse::StatementLine& line : statement->lines.rows)
                wire.data.push_back(toWire(line));
            if (statement->lines.stoppedAt)
                wire.nextCursor = paging.cursorBelow(*statement->lines.stoppedAt);
            call->answer(200, protocol::toJson(wire));
        });
}

void get(const CallPtr& call, const Parts& parts, StatementExports& exports)
{
    const auto account = call->id<AccountId>();
    if (!account || !parts.directory.account(*account) || !call->maySee(*account))
        return call->refuse(failure(ErrorCode::NotFound, "there is no such account"));
    const auto query = call->query({"from", "to", "limit", "cursor", "format"});
    if (!query)
        return call->refuse(query.error());
    if (query->contains("format"))
        exportWhole(call, *query, *account, exports);
    else
        page(call, *query, *account, parts);
}

} // namespace

std::vector<Route> statementRoutes(const Parts& parts, StatementExports& exports)
{
    return {{"GET", "/admin/v1/accounts/{id}/statement",
             [parts, &exports](const CallPtr& call) { get(call, parts, exports); }}};
}

} // namespace gotoai::control
