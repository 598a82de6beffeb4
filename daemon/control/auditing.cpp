// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/auditquery.h"
#include "control/listquery.h"
#include "control/resources.h"
#include "protocol/audit.h"

#include <QJsonDocument>

#include <charconv>

namespace gotoai::control {
namespace {

using audit::AuditFilter;
using audit::AuditPage;

std::optional<QJsonObject> objectOf(const std::string& json)
{
    if (json.empty())
        return std::nullopt;
    return QJsonDocument::fromJson(QByteArray::fromStdString(json)).object();
}

protocol::AuditRecord toWire(const audit::AuditRecord& record)
{
    return {record.number,
            record.at,
            record.principal,
            record.name,
            record.role,
            record.credential,
            record.address,
            record.requestId,
            record.method,
            record.route,
            record.resource,
            objectOf(record.before),
            objectOf(record.after),
            static_cast<std::int32_t>(record.status),
            record.code};
}

Result<AuditFilter> filterOf(const Call::Query& query)
{
    const auto textOf = [&query](std::string_view name) {
        const auto found = query.find(name);
        return found == query.end() ? std::optional<std::string>() : std::optional(found->second);
    };
    AuditFilter filter;
    filter.principal = textOf("principal");
    filter.resource = textOf("resource");
    filter.route = textOf("route");
    filter.method = textOf("method");
    if (const auto outcome = textOf("outcome")) {
        if (*outcome != "done" && *outcome != "refused")
            return failure(ErrorCode::InvalidRequest, "an outcome is done or refused", "outcome");
        filter.outcome = *outcome == "done" ? audit::Outcome::Done : audit::Outcome::Refused;
    }
    const auto from = timeFilter(query, "from");
    const auto to = timeFilter(query, "to");
    if (!from || !to)
        return from ? to.error() : from.error();
    filter.from = *from;
    filter.to = *to;
    return filter;
}

// Records have numbers where others have ids.
struct RecordNumber
{
    std::int64_t number = 0;

    static Result<RecordNumber> parse(std::string_view text)
    {
        RecordNumber record;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), record.number);
        if (error != std::errc() || end != text.data() + text.size() || record.number < 1)
            return failure(ErrorCode::InvalidRequest, "a record has a number from 1 on");
        return record;
    }
};

Result<AuditPage> readPage(storage::Database& database, const AuditFilter& filter,
                           const clearinghouse::PageRequest& request, const Around<RecordNumber>& around)
{
    const auto ofNumber = [&database](const RecordNumber& record) -> Result<std::int64_t> {
        auto isThere = audit::requireRecord(database, record.number);
        return isThere ? Result<std::int64_t>(record.number) : std::move(isThere).error();
    };
    const auto number = around.number(ofNumber, [&](Instant at) { return audit::auditNumberAt(database, at); });
    if (!number)
        return number.error();
    return audit::readAudit(database, filter, {request.before, request.after, *number}, request.limit);
}

void list(const CallPtr& call, const Parts& parts)
{
    const auto query =
        call->query({"limit", "cursor", "around", "principal", "resource", "route", "method", "outcome", "from", "to"});
    const auto paging = query ? ListQuery::parse("audit", *query) : query.error();
    const auto request = paging ? paging->byNumber() : paging.error();
    if (!request)
        return call->refuse(request.error());
    const auto around = Around<RecordNumber>::parse(*query);
    if (!around)
        return call->refuse(around.error());
    const auto filter = filterOf(*query);
    if (!filter)
        return call->refuse(filter.error());
    parts.readers.read<AuditPage>(
        [filter = *filter, request = *request, around = *around](storage::Database& database) {
            return readPage(database, filter, request, around);
        },
        parts.queue,
        [call, paging = *paging](Result<AuditPage> records) {
            if (!records)
                return call->refuse(records.error());
            protocol::Page<protocol::AuditRecord> page;
            for (const audit::AuditRecord& record : records->records)
                page.data.push_back(toWire(record));
            if (records->next)
                page.nextCursor = paging.cursorBelow(*records->next);
            if (records->previous)
                page.previousCursor = paging.cursorAbove(*records->previous);
            call->answer(200, protocol::toJson(page));
        });
}

} // namespace

std::vector<Route> auditRoutes(const Parts& parts)
{
    return {{"GET", "/admin/v1/audit", [parts](const CallPtr& call) { list(call, parts); }}};
}

} // namespace gotoai::control
