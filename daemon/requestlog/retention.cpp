// SPDX-License-Identifier: GPL-3.0-or-later
#include "requestlog/retention.h"

#include "base/id.h"

#include <algorithm>

namespace gotoai::requestlog {
namespace {

// An id sorts by the time of its birth; those before `cutoff` sort before this.
IdBytes firstIdOf(Instant cutoff)
{
    IdBytes bytes{};
    const auto ms = static_cast<std::uint64_t>(std::max<std::int64_t>(0, toMicroseconds(cutoff)) / 1000);
    for (std::size_t i = 0; i < 6; ++i)
        bytes[i] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
    return bytes;
}

Result<std::int64_t> deleted(storage::Database& database, Result<storage::Statement*> statement)
{
    if (auto ran = (*statement)->run(); !ran)
        return std::move(ran).error();
    return database.changes();
}

Result<std::int64_t> deleteRows(storage::Database& database, const IdBytes& before, std::int64_t most)
{
    auto statement = database.cached("DELETE FROM requests WHERE id IN "
                                     "(SELECT id FROM requests WHERE id < ?1 ORDER BY id LIMIT ?2)");
    if (!statement)
        return std::move(statement).error();
    (*statement)->bind(1, before).bind(2, most);
    return deleted(database, statement);
}

Result<std::int64_t> deleteBuckets(storage::Database& database, const char* sql, Instant before, std::int64_t most)
{
    auto statement = database.cached(sql);
    if (!statement)
        return std::move(statement).error();
    (*statement)->bind(1, toMicroseconds(before) / 1'000'000).bind(2, most);
    return deleted(database, statement);
}

constexpr char kDeleteMinutes[] = "DELETE FROM usage_minute WHERE (at_s, series) IN "
                                  "(SELECT at_s, series FROM usage_minute WHERE at_s < ?1 ORDER BY at_s LIMIT ?2)";
constexpr char kDeleteHours[] = "DELETE FROM usage_hour WHERE (at_s, series) IN "
                                "(SELECT at_s, series FROM usage_hour WHERE at_s < ?1 ORDER BY at_s LIMIT ?2)";
constexpr char kDeleteDays[] = "DELETE FROM usage_day WHERE (at_s, series) IN "
                               "(SELECT at_s, series FROM usage_day WHERE at_s < ?1 ORDER BY at_s LIMIT ?2)";

Result<std::int64_t> pragma(storage::Database& database, const char* sql)
{
    auto statement = database.cached(sql);
    if (!statement)
        return std::move(statement).error();
    const auto row = (*statement)->step();
    if (!row)
        return row.error();
    const std::int64_t value = (*statement)->integer(0);
    (*statement)->reset();
    return value;
}

struct Pages
{
    std::int64_t all = 0;
    std::int64_t free = 0;
    std::int64_t bytes = 4096; // a page
    std::int64_t bytesUsed() const { return (all - free) * bytes; }
};

Result<Pages> pagesOf(storage::Database& database)
{
    const auto all = pragma(database, "PRAGMA page_count");
    const auto free = all ? pragma(database, "PRAGMA freelist_count") : all;
    const auto bytes = free ? pragma(database, "PRAGMA page_size") : free;
    if (!bytes)
        return bytes.error();
    return Pages{*all, *free, *bytes};
}

Result<std::int64_t> sweepByAge(storage::Database& database, const Retention& retention, Instant now, std::int64_t most)
{
    const auto rows = deleteRows(database, firstIdOf(now - retention.rows), most);
    if (!rows)
        return rows;
    std::int64_t count = *rows;
    const std::pair<const char*, std::chrono::hours> tables[] = {
        {kDeleteMinutes, retention.minutes}, {kDeleteHours, retention.hours}, {kDeleteDays, retention.days}};
    for (const auto& [sql, age] : tables) {
        const auto buckets = deleteBuckets(database, sql, now - age, most);
        if (!buckets)
            return buckets;
        count = std::max(count, *buckets);
    }
    return count;
}

Result<std::int64_t> sweepBySize(storage::Database& database, Instant now, std::int64_t most)
{
    IdBytes last{};
    last.fill(0xff);
    auto count = deleteRows(database, last, most);
    for (const char* sql : {kDeleteMinutes, kDeleteHours})
        if (count && *count == 0)
            count = deleteBuckets(database, sql, now, most);
    return count;
}

// Pages that will be needed again at once are left alone.
Result<void> giveBackPages(storage::Database& database)
{
    constexpr std::int64_t kSpare = 1'000;
    const auto pages = pagesOf(database);
    if (!pages)
        return pages.error();
    return pages->free > kSpare ? database.execute("PRAGMA incremental_vacuum(1000)") : Result<void>();
}

} // namespace

Result<Swept> sweep(storage::Database& database, const Retention& retention, Instant now, std::int64_t maxRows)
{
    const auto aged = sweepByAge(database, retention, now, maxRows);
    if (!aged)
        return aged.error();
    Swept swept{*aged, *aged >= maxRows};
    const auto pages = pagesOf(database);
    if (!pages)
        return pages.error();
    if (pages->bytesUsed() > retention.maxBytes) {
        const auto crowded = sweepBySize(database, now, maxRows);
        if (!crowded)
            return crowded.error();
        swept.rows += *crowded;
        swept.hasMoreToDo = swept.hasMoreToDo || *crowded > 0;
    }
    if (auto given = giveBackPages(database); !given)
        return std::move(given).error();
    return swept;
}

} // namespace gotoai::requestlog
