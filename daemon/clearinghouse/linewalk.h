// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clearinghouse/numberscan.h"
#include "clearinghouse/statementqueries.h"
#include "clearinghouse/statementsides.h"
#include "storage/database.h"

#include <cstdint>
#include <optional>

namespace gotoai::clearinghouse {

// Gathers the lines of a statement in one direction, without their balances: looks only into those parts of blocks in
// which the customer moved, and behind the last mark everywhere. However rarely that is, one walk has its bounds. Made
// for one walk.
class LineWalk
{
public:
    // Both outlive it. Up to `limit` lines, 5,000 at most.
    LineWalk(storage::Database& database, const Sides& sides, Direction direction, std::size_t limit);

    Result<StatementLines> run(NumberRange range);

private:
    struct Stretch
    {
        std::int64_t block = 0; // 0: the customer moves no more
        std::uint64_t places = 0;
    };

    Result<Stretch> next(const NumberRange& range, std::int64_t marked);
    Result<void> gatherBlock(const Stretch& stretch, const NumberRange& range);
    Result<void> gather(const NumberRange& range);
    Result<void> prepare();

    storage::Database& m_database;
    const Sides& m_sides;
    const bool m_isDown;
    const std::size_t m_limit;
    std::optional<storage::Statement> m_row;
    std::int64_t m_lookedAt = 0; // transfers
    StatementLines m_lines;
};

} // namespace gotoai::clearinghouse
