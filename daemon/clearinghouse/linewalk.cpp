// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/linewalk.h"

#include "clearinghouse/balancemarks.h"
#include "clearinghouse/tables.h"

#include <algorithm>

namespace gotoai::clearinghouse {
namespace {

// However rarely a customer moves, one walk looks into no more blocks and at no more transfers than this.
constexpr int kMaxBlocks = 64;
constexpr std::int64_t kMaxLookedAt = 65'536;
constexpr std::size_t kMaxLines = 5'000;

StatementLine read(const storage::Statement& row)
{
    StatementLine line;
    line.transfer.number = row.integer(0);
    if (!row.isNull(1))
        line.transfer.order = tables::readId<OrderId>(row, 1);
    line.transfer.kind = transferKindWord(static_cast<TransferKind>(row.integer(2)));
    line.transfer.debit = row.text(3);
    line.transfer.credit = row.text(4);
    line.transfer.amount = Money::fromNano(row.integer(5));
    line.transfer.at = fromMicroseconds(row.integer(6));
    line.change = Money::fromNano(row.integer(7) != 0 ? row.integer(5) : -row.integer(5));
    return line;
}

} // namespace

LineWalk::LineWalk(storage::Database& database, const Sides& sides, Direction direction, std::size_t limit)
    : m_database(database)
    , m_sides(sides)
    , m_isDown(direction == Direction::Down)
    , m_limit(std::clamp<std::size_t>(limit, 1, kMaxLines))
{}

Result<StatementLines> LineWalk::run(NumberRange range)
{
    const auto marked = lastMarkedBlock(m_database);
    if (!marked)
        return marked.error();
    for (int looked = 0; range.below - range.above > 1; ++looked) {
        if (looked == kMaxBlocks || m_lookedAt >= kMaxLookedAt) {
            m_lines.stoppedAt = m_isDown ? range.below : range.above;
            break;
        }
        const auto stretch = next(range, *marked);
        if (!stretch)
            return stretch.error();
        if (stretch->block == 0)
            break;
        if (auto gathered = gatherBlock(*stretch, range); !gathered)
            return std::move(gathered).error();
        if (m_lines.rows.size() == m_limit) {
            m_lines.stoppedAt = m_lines.rows.back().transfer.number;
            break;
        }
        if (m_isDown)
            range.below = std::min(range.below, (stretch->block - 1) * kMarkBlock + 1);
        else
            range.above = std::max(range.above, stretch->block * kMarkBlock);
    }
    return std::move(m_lines);
}

// The block to look into next and where in it: behind the marks everywhere, before them where the customer moved.
Result<LineWalk::Stretch> LineWalk::next(const NumberRange& range, std::int64_t marked)
{
    const std::int64_t block = ((m_isDown ? range.below - 1 : range.above + 1) - 1) / kMarkBlock + 1;
    Stretch stretch{block, ~std::uint64_t{0}};
    if (block > marked)
        return stretch;
    stretch = {};
    for (const Side& side : m_sides) {
        const auto mark =
            m_isDown ? markBelow(m_database, side.number, block) : markAbove(m_database, side.number, block);
        if (!mark)
            return mark.error();
        if (!*mark)
            continue;
        const std::int64_t found = (*mark)->block;
        if (stretch.block == 0 || (m_isDown ? found > stretch.block : found < stretch.block))
            stretch = {found, 0};
        if (found == stretch.block)
            stretch.places |= (*mark)->places;
    }
    if (stretch.block == 0 && !m_isDown)
        stretch = {marked + 1, ~std::uint64_t{0}};
    return stretch;
}

// Places that touch are read in one go.
Result<void> LineWalk::gatherBlock(const Stretch& stretch, const NumberRange& range)
{
    constexpr std::int64_t kPlace = kMarkBlock / kMarkPlaces;
    const std::int64_t base = (stretch.block - 1) * kMarkBlock;
    const auto isMoved = [&](std::int64_t place) {
        return place >= 0 && place < kMarkPlaces && (stretch.places >> place & 1) != 0;
    };
    const std::int64_t step = m_isDown ? -1 : 1;
    for (std::int64_t place = m_isDown ? kMarkPlaces - 1 : 0; place >= 0 && place < kMarkPlaces; place += step) {
        if (!isMoved(place))
            continue;
        const std::int64_t first = place;
        while (isMoved(place + step))
            place += step;
        const NumberRange places{base + std::min(first, place) * kPlace,
                                 base + (std::max(first, place) + 1) * kPlace + 1};
        const NumberRange within{std::max(range.above, places.above), std::min(range.below, places.below)};
        if (auto gathered = gather(within); !gathered || m_lines.rows.size() == m_limit)
            return gathered;
    }
    return {};
}

Result<void> LineWalk::gather(const NumberRange& range)
{
    if (range.below - range.above <= 1)
        return {};
    m_lookedAt += range.below - range.above - 1;
    if (auto prepared = prepare(); !prepared)
        return prepared;
    m_row->bind(1, range.above).bind(2, range.below);
    m_row->bind(3, static_cast<std::int64_t>(m_limit - m_lines.rows.size()));
    for (;;) {
        const auto stepped = m_row->step();
        if (!stepped)
            return stepped.error();
        if (!*stepped)
            break;
        m_lines.rows.push_back(read(*m_row));
    }
    m_row->reset();
    return {};
}

Result<void> LineWalk::prepare()
{
    if (m_row)
        return {};
    auto statement = m_database.prepare(
        "SELECT t.number, o.id, t.kind, d.name, c.name, t.amount_nano, t.at_us, " + isOneOf("t.credit", m_sides) +
        " FROM transfers t CROSS JOIN ledger_accounts d ON d.number = t.debit "
        "CROSS JOIN ledger_accounts c ON c.number = t.credit "
        "LEFT JOIN orders o ON o.number = t.order_number WHERE t.number > ?1 AND t.number < ?2 AND " +
        isOneOf("t.debit", m_sides) + " <> " + isOneOf("t.credit", m_sides) + " ORDER BY t.number " +
        (m_isDown ? "DESC" : "ASC") + " LIMIT ?3");
    if (!statement)
        return std::move(statement).error();
    m_row.emplace(*std::move(statement));
    return {};
}

} // namespace gotoai::clearinghouse
