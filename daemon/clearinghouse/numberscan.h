// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"
#include "storage/database.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gotoai::clearinghouse {

enum class Direction { Down, Up };

// Numbers between two others, both excluded.
struct NumberRange
{
    std::int64_t above = 0;
    std::int64_t below = 0;
};

// The numbers of rows that an index offers, in order, one by one: the first, cheap half of a filtered page. The
// statement selects one column, has ?1 and ?2 for the range and ?3, ?4, … for its own values, and ends before ORDER BY.
class NumberScan
{
public:
    static Result<NumberScan> open(storage::Database& database, std::string_view select, Direction direction,
                                   const NumberRange& range)
    {
        std::string sql(select);
        sql += direction == Direction::Down ? " ORDER BY 1 DESC" : " ORDER BY 1";
        auto statement = database.prepare(sql);
        if (!statement)
            return std::move(statement).error();
        statement->bind(1, range.above).bind(2, range.below);
        return NumberScan(std::move(*statement));
    }

    template<class T>
    void bind(int position, const T& value)
    {
        m_statement.bind(position, value);
    }

    // The statement was given a narrower range than was asked for: at its end, the list goes on at `number`.
    void setCut(std::int64_t number) { m_cut = number; }
    const std::optional<std::int64_t>& cut() const { return m_cut; }

    // Empty at the end.
    Result<std::optional<std::int64_t>> next()
    {
        auto row = m_statement.step();
        if (!row)
            return std::move(row).error();
        return *row ? std::optional(m_statement.integer(0)) : std::nullopt;
    }

private:
    explicit NumberScan(storage::Statement statement)
        : m_statement(std::move(statement))
    {}

    storage::Statement m_statement;
    std::optional<std::int64_t> m_cut;
};

// One side of a page: the rows that were kept, and where to go on.
template<class Row>
struct Walked
{
    std::vector<Row> rows;
    std::optional<std::int64_t> stoppedAt; // the last number looked at; empty when there is nothing behind it
};

// However rare what a filter keeps is, one page looks at no more rows than this.
constexpr std::size_t kMaxExamined = 3'000;

// Takes numbers from the scan, which begins behind `start`, until `limit` rows (there may be none) are kept or
// kMaxExamined have been looked at.
// `read(number)` gives Result<std::optional<Row>>: empty for a row that the rest of the filter does not want.
template<class Row, class Read>
Result<Walked<Row>> walk(NumberScan& scan, std::int64_t start, std::size_t limit, Read read)
{
    Walked<Row> walked;
    std::int64_t last = start;
    for (std::size_t examined = 0;; ++examined) {
        const auto number = scan.next();
        if (!number)
            return number.error();
        if (!*number) {
            walked.stoppedAt = scan.cut();
            return walked;
        }
        if (walked.rows.size() == limit || examined == kMaxExamined) {
            walked.stoppedAt = last;
            return walked;
        }
        last = **number;
        Result<std::optional<Row>> row = read(last);
        if (!row)
            return std::move(row).error();
        if (*row)
            walked.rows.push_back(**std::move(row));
    }
}

} // namespace gotoai::clearinghouse
