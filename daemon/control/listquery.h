// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"
#include "base/result.h"
#include "clearinghouse/ledgerqueries.h"
#include "control/call.h"
#include "protocol/page.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gotoai::control {

// `limit` and `cursor` of a list. A cursor is where the next page begins, sealed by the list's own name so that one
// list's cursor is refused by another; callers must not look inside.
class ListQuery
{
public:
    static constexpr std::size_t kDefaultLimit = 100;
    static constexpr std::size_t kMaxLimit = 500;

    // InvalidRequest naming `limit` or `cursor`.
    static Result<ListQuery> parse(std::string_view list, const Call::Query& query);

    std::size_t limit() const { return m_limit; }
    std::string cursorAt(std::string_view position) const;
    std::string cursorBelow(std::int64_t number) const { return cursorAt("<" + std::to_string(number)); }
    std::string cursorAbove(std::int64_t number) const { return cursorAt(">" + std::to_string(number)); }

    // For lists by number: rows below or above the cursor. InvalidRequest when the cursor holds no number.
    Result<clearinghouse::PageRequest> byNumber() const;
    // The same for lists that are read from the newest on: rows below the cursor.
    Result<clearinghouse::PageRequest> onward() const;

    // A page of a list by number, each row turned by `turn`.
    template<class Row, class Turn>
    auto pageOf(const clearinghouse::Page<Row>& rows, Turn turn) const
        -> protocol::Page<decltype(turn(rows.rows.front()))>
    {
        protocol::Page<decltype(turn(rows.rows.front()))> page;
        for (const Row& row : rows.rows)
            page.data.push_back(turn(row));
        if (rows.next)
            page.nextCursor = cursorBelow(*rows.next);
        if (rows.previous)
            page.previousCursor = cursorAbove(*rows.previous);
        return page;
    }

    // A page of a map that is ordered by age, newest first: what `keep` keeps, turned by `turn`.
    template<class Map, class Keep, class Turn>
    auto pageOf(const Map& map, Keep keep, Turn turn) const
        -> Result<protocol::Page<decltype(turn(map.begin()->second))>>;

private:
    std::string m_list;
    std::size_t m_limit = kDefaultLimit;
    std::optional<std::string> m_position;
};

// A filter by id: empty when the query does not have it. InvalidRequest naming it when it is no id.
template<class IdType>
Result<std::optional<IdType>> idFilter(const Call::Query& query, std::string_view name)
{
    const auto found = query.find(name);
    if (found == query.end())
        return std::optional<IdType>();
    auto id = IdType::parse(found->second);
    if (!id)
        return failure(ErrorCode::InvalidRequest, id.error().detail, std::string(name));
    return std::optional<IdType>(*id);
}

// A filter by time, RFC 3339: empty when the query does not have it. InvalidRequest naming it when it is none.
Result<std::optional<Instant>> timeFilter(const Call::Query& query, std::string_view name);

// `?around=`: where a page by number is to be, a time or an id. Not together with a cursor. IdType::parse() reads the
// list's ids.
template<class IdType>
struct Around
{
    std::optional<IdType> id;
    std::optional<Instant> at;

    // For PageRequest::around; empty where none was asked for. `ofId(id)` and `atTime(at)` give Result<std::int64_t>,
    // NotFound where the caller's list has no such id: that is his mistake then, InvalidRequest naming `around`.
    template<class OfId, class AtTime>
    Result<std::optional<std::int64_t>> number(OfId ofId, AtTime atTime) const
    {
        if (!id && !at)
            return std::optional<std::int64_t>();
        Result<std::int64_t> number = id ? ofId(*id) : atTime(*at);
        if (!number && id && number.error().code == ErrorCode::NotFound)
            return failure(ErrorCode::InvalidRequest, "there is no such id in this list", "around");
        if (!number)
            return std::move(number).error();
        return std::optional(*number);
    }

    static Result<Around> parse(const Call::Query& query)
    {
        const auto found = query.find("around");
        if (found == query.end())
            return Around{};
        if (query.contains("cursor"))
            return failure(ErrorCode::InvalidRequest, "a page is around something or at a cursor, not both", "around");
        Around around;
        around.at = fromRfc3339(found->second);
        if (around.at)
            return around;
        const auto id = IdType::parse(found->second);
        if (!id)
            return failure(ErrorCode::InvalidRequest, "a time (RFC 3339) or an id of this list is expected", "around");
        around.id = *id;
        return around;
    }
};

template<class Map, class Keep, class Turn>
auto ListQuery::pageOf(const Map& map, Keep keep, Turn turn) const
    -> Result<protocol::Page<decltype(turn(map.begin()->second))>>
{
    protocol::Page<decltype(turn(map.begin()->second))> page;
    auto end = map.end();
    if (m_position) {
        const auto id = Map::key_type::parse(*m_position);
        if (!id)
            return failure(ErrorCode::InvalidRequest, "the cursor is not one of this list", "cursor");
        end = map.lower_bound(*id);
    }
    for (auto row = std::make_reverse_iterator(end); row != map.rend(); ++row) {
        if (!keep(*row->second))
            continue;
        if (page.data.size() == m_limit) {
            page.nextCursor = cursorAt(std::prev(row)->first.toString());
            break;
        }
        page.data.push_back(turn(row->second));
    }
    return page;
}

} // namespace gotoai::control
