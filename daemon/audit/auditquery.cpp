// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/auditquery.h"

#include "audit/auditlog.h"

#include <limits>

namespace gotoai::audit {
namespace {

std::string selectFor(const AuditFilter& filter)
{
    std::string sql = std::string("SELECT ") + kColumns + " FROM audit_log WHERE number < ?1";
    if (filter.principal)
        sql += " AND principal = ?3";
    if (filter.resource)
        sql += " AND resource = ?4";
    if (filter.route)
        sql += " AND route = ?5";
    if (filter.method)
        sql += " AND method = ?6";
    if (filter.outcome)
        sql += *filter.outcome == Outcome::Done ? " AND status < 400" : " AND status >= 400";
    if (filter.from)
        sql += " AND at_us >= ?7";
    if (filter.to)
        sql += " AND at_us < ?8";
    return sql + " ORDER BY number DESC LIMIT ?2";
}

} // namespace

Result<AuditPage> readAudit(storage::Database& database, const AuditFilter& filter,
                            const std::optional<std::int64_t>& before, std::size_t limit)
{
    auto select = database.prepare(selectFor(filter));
    if (!select)
        return std::move(select).error();
    select->bind(1, before.value_or(std::numeric_limits<std::int64_t>::max()));
    select->bind(2, static_cast<std::int64_t>(limit) + 1);
    int position = 3;
    for (const auto* text : {&filter.principal, &filter.resource, &filter.route, &filter.method}) {
        if (*text)
            select->bind(position, std::string_view(**text));
        ++position;
    }
    if (filter.from)
        select->bind(7, toMicroseconds(*filter.from));
    if (filter.to)
        select->bind(8, toMicroseconds(*filter.to));
    AuditPage page;
    for (;;) {
        const auto found = select->step();
        if (!found)
            return found.error();
        if (!*found)
            return page;
        if (page.records.size() == limit) {
            page.next = page.records.back().number;
            return page;
        }
        page.records.push_back(readRecord(*select));
    }
}

} // namespace gotoai::audit
