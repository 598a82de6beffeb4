// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/auditquery.h"

#include "audit/auditlog.h"

#include <algorithm>
#include <iterator>
#include <limits>

namespace gotoai::audit {
namespace {

constexpr std::int64_t kNoNumber = std::numeric_limits<std::int64_t>::max();

enum class Direction { Down, Up };

// Numbers between two others, both excluded.
struct Range
{
    std::int64_t above = 0;
    std::int64_t below = kNoNumber;
};

// Records in the order in which they were come upon.
struct Side
{
    std::vector<AuditRecord> records;
    bool hasMore = false;
};

std::string selectFor(const AuditFilter& filter, Direction direction)
{
    std::string sql = std::string("SELECT ") + kColumns + " FROM audit_log WHERE number < ?1 AND number > ?9";
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
    return sql + (direction == Direction::Down ? " ORDER BY number DESC LIMIT ?2" : " ORDER BY number LIMIT ?2");
}

void bindFilter(storage::Statement& select, const AuditFilter& filter)
{
    int position = 3;
    for (const auto* text : {&filter.principal, &filter.resource, &filter.route, &filter.method}) {
        if (*text)
            select.bind(position, std::string_view(**text));
        ++position;
    }
    if (filter.from)
        select.bind(7, toMicroseconds(*filter.from));
    if (filter.to)
        select.bind(8, toMicroseconds(*filter.to));
}

Result<Side> readSide(storage::Database& database, const AuditFilter& filter, Direction direction, const Range& range,
                      std::size_t limit)
{
    auto select = database.prepare(selectFor(filter, direction));
    if (!select)
        return std::move(select).error();
    select->bind(1, range.below).bind(9, range.above).bind(2, static_cast<std::int64_t>(limit) + 1);
    bindFilter(*select, filter);
    Side side;
    for (;;) {
        const auto found = select->step();
        if (!found)
            return found.error();
        if (!*found)
            return side;
        if (side.records.size() == limit) {
            side.hasMore = true;
            return side;
        }
        side.records.push_back(readRecord(*select));
    }
}

// The page above `after`, or the newer part of one around something; `start` is where it begins.
Result<AuditPage> readNewer(storage::Database& database, const AuditFilter& filter, std::int64_t start,
                            std::size_t limit)
{
    auto side = readSide(database, filter, Direction::Up, {.above = start}, limit);
    if (!side)
        return std::move(side).error();
    AuditPage page;
    if (side->hasMore)
        page.previous = side->records.empty() ? start : side->records.back().number;
    page.records.assign(std::make_move_iterator(side->records.rbegin()), std::make_move_iterator(side->records.rend()));
    return page;
}

} // namespace

Result<AuditPage> readAudit(storage::Database& database, const AuditFilter& filter, const AuditPlace& place,
                            std::size_t limit)
{
    AuditPage page;
    if (place.after || place.around) {
        auto newer = place.after ? readNewer(database, filter, *place.after, limit)
                                 : readNewer(database, filter, *place.around, limit / 2);
        if (!newer)
            return newer;
        page = *std::move(newer);
    }
    if (place.after) {
        page.next = page.records.empty() ? *place.after + 1 : page.records.back().number;
        return page;
    }
    const std::int64_t below = place.around ? *place.around + 1 : place.before.value_or(kNoNumber);
    auto older = readSide(database, filter, Direction::Down, {.below = below}, limit - page.records.size());
    if (!older)
        return std::move(older).error();
    std::ranges::move(older->records, std::back_inserter(page.records));
    if (older->hasMore)
        page.next = page.records.back().number;
    if (place.before)
        page.previous = page.records.empty() ? *place.before - 1 : page.records.front().number;
    return page;
}

Result<std::int64_t> auditNumberAt(storage::Database& database, Instant at)
{
    auto select =
        database.prepare("SELECT number FROM audit_log WHERE at_us <= ?1 ORDER BY at_us DESC, number DESC LIMIT 1");
    if (!select)
        return std::move(select).error();
    const auto found = select->bind(1, toMicroseconds(at)).step();
    if (!found)
        return found.error();
    return *found ? select->integer(0) : std::int64_t{0};
}

Result<void> requireRecord(storage::Database& database, std::int64_t number)
{
    auto select = database.prepare("SELECT 1 FROM audit_log WHERE number = ?1");
    if (!select)
        return std::move(select).error();
    const auto found = select->bind(1, number).step();
    if (!found)
        return found.error();
    return *found ? Result<void>() : failure(ErrorCode::NotFound, "there is no record " + std::to_string(number));
}

} // namespace gotoai::audit
