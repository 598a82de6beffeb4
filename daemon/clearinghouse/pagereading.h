// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clearinghouse/ledgerqueries.h"
#include "clearinghouse/ledgerscans.h"
#include "clearinghouse/numberscan.h"

#include <algorithm>
#include <iterator>

// What the pages of every list have in common.
namespace gotoai::clearinghouse {

constexpr std::size_t kMaxPage = 500;

inline std::size_t limitOf(const PageRequest& page) { return std::clamp<std::size_t>(page.limit, 1, kMaxPage); }

// Reads a page by number out of `bounds`. `scan(direction, range)` opens a NumberScan, `read` gives its rows. Numbers
// of the request are from 0 on and below kNoNumber.
template<class Row, class Scan, class Read>
Result<Page<Row>> readPage(const PageRequest& request, const NumberRange& bounds, Scan scan, Read read)
{
    const auto side = [&](Direction direction, const NumberRange& range, std::size_t limit) -> Result<Walked<Row>> {
        const NumberRange both{std::max(range.above, bounds.above), std::min(range.below, bounds.below)};
        Result<NumberScan> numbers = scan(direction, both);
        if (!numbers)
            return std::move(numbers).error();
        return walk<Row>(*numbers, direction == Direction::Up ? both.above : both.below, limit, read);
    };
    const std::size_t limit = limitOf(request);
    Page<Row> page;
    Walked<Row> newer;
    if (request.after || request.around) {
        const std::int64_t above = request.after ? *request.after : *request.around;
        auto walked = side(Direction::Up, {above, kNoNumber}, request.after ? limit : limit / 2);
        if (!walked)
            return std::move(walked).error();
        newer = std::move(*walked);
        page.previous = newer.stoppedAt;
        page.rows.assign(std::make_move_iterator(newer.rows.rbegin()), std::make_move_iterator(newer.rows.rend()));
    }
    if (request.after) {
        page.next = page.rows.empty() ? *request.after + 1 : page.rows.back().number;
        return page;
    }
    const std::int64_t below = request.around ? *request.around + 1 : request.before.value_or(kNoNumber);
    auto older = side(Direction::Down, {0, below}, limit - page.rows.size());
    if (!older)
        return std::move(older).error();
    std::ranges::move(older->rows, std::back_inserter(page.rows));
    page.next = older->stoppedAt;
    if (request.before)
        page.previous = page.rows.empty() ? *request.before - 1 : page.rows.front().number;
    return page;
}

// The row that `read` makes of the one that the statement finds for ?1; empty when there is none. Leaves nothing open.
template<class Row, class Read>
Result<std::optional<Row>> readOne(storage::Database& database, const char* select, std::int64_t number, Read read)
{
    auto statement = database.cached(select);
    if (!statement)
        return std::move(statement).error();
    const auto found = (*statement)->bind(1, number).step();
    if (!found)
        return found.error();
    std::optional<Row> row;
    if (*found)
        row = read(**statement);
    (*statement)->reset();
    return row;
}

// What several statements read belongs together: one snapshot.
template<class Read>
auto inSnapshot(storage::Database& database, Read read) -> decltype(read())
{
    if (auto begun = database.execute("BEGIN"); !begun)
        return std::move(begun).error();
    auto result = read();
    if (auto ended = database.execute("ROLLBACK"); !ended)
        return std::move(ended).error();
    return result;
}

} // namespace gotoai::clearinghouse
