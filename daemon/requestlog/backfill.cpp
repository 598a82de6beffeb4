// SPDX-License-Identifier: GPL-3.0-or-later
#include "requestlog/backfill.h"

#include "base/log.h"

#include <utility>

namespace gotoai::requestlog {

Backfill::Backfill(Parts parts)
    : m_parts(std::move(parts))
{}

void Backfill::tick()
{
    const RequestLogFigures figures = m_parts.log.figures();
    const bool hasDropped = std::exchange(m_seenDropped, figures.dropped) != figures.dropped;
    const bool wasOpened = std::exchange(m_seenOpenings, figures.openings) != figures.openings;
    if (hasDropped || wasOpened)
        ++m_misses;
    if (m_isBusy || !figures.isOpen)
        return;
    if (m_goal)
        return readOn();
    if (!m_noted)
        return note();
    if (m_parts.clock.tick() - m_notedAt >= kSettled)
        advance(*std::exchange(m_noted, std::nullopt));
}

void Backfill::note()
{
    m_isBusy = true;
    m_missesNoted = m_misses;
    m_parts.readPlace([](storage::Database& ledger) { return ledgerEnd(ledger); },
                      whileAlive<Result<LedgerPlace>>([this](const Result<LedgerPlace>& place) { noted(place); }));
}

void Backfill::noted(const Result<LedgerPlace>& place)
{
    m_isBusy = false;
    if (!place)
        return; // the next tick asks again
    m_notedAt = m_parts.clock.tick();
    if (!std::exchange(m_isFirst, false)) {
        m_noted = *place;
        return;
    }
    if (!m_parts.log.place()) // a log of a version that knew no places
        m_missesMended = m_missesNoted;
    advance(*place);
}

void Backfill::advance(const LedgerPlace& goal)
{
    m_goal = goal;
    m_found = 0;
    // Of a miss that was told after the goal was noted, the ledger may have had the end before.
    if (m_misses > m_missesMended)
        return readOn();
    m_isBusy = true;
    m_parts.log.backfill({}, goal, whileAlive<bool>([this](bool isWritten) { written(isWritten); }));
}

void Backfill::readOn()
{
    m_isBusy = true;
    const LedgerPlace after = m_parts.log.place().value_or(*m_goal);
    m_parts.readPiece([after, goal = *m_goal, catalog = m_parts.catalog()](
                          storage::Database& ledger) { return readEnded(ledger, after, goal, kPiece, *catalog); },
                      whileAlive<Result<LedgerPiece>>([this](Result<LedgerPiece> piece) { read(std::move(piece)); }));
}

void Backfill::read(Result<LedgerPiece> piece)
{
    if (!piece)
        return written(false);
    m_found += piece->orders.size();
    m_parts.log.backfill(std::move(piece->orders), piece->through,
                         whileAlive<bool>([this](bool isWritten) { written(isWritten); }));
}

void Backfill::written(bool isWritten)
{
    m_isBusy = false;
    if (!isWritten)
        return; // the next tick goes on from the last place
    if (m_parts.log.place() == m_goal)
        return end();
    readOn();
}

void Backfill::end()
{
    m_goal.reset();
    m_missesMended = m_missesNoted;
    if (m_found > 0)
        writeLog(LogLevel::Info, "request_log_backfilled", {{"orders_looked_at", m_found}});
}

} // namespace gotoai::requestlog
