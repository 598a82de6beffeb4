// SPDX-License-Identifier: GPL-3.0-or-later
#include "requestlog/usagekeeper.h"

#include "base/log.h"

#include <utility>

namespace gotoai::requestlog {

UsageKeeper::UsageKeeper(Parts parts)
    : m_parts(std::move(parts))
{}

void UsageKeeper::tick()
{
    const RequestLogFigures figures = m_parts.log.figures();
    if (std::exchange(m_seenOpenings, figures.openings) != figures.openings) {
        m_next.reset();
        m_isDone = false;
    }
    if (m_isBusy || m_isDone || !figures.isOpen)
        return;
    m_isBusy = true;
    m_parts.read([from = m_next, retention = m_parts.log.retention(), now = m_parts.clock.now()](
                     storage::Database& database) { return judgeDay(database, from, retention, now); },
                 [this, life = std::weak_ptr<const int>(m_life)](const Result<DayVerdict>& verdict) {
                     if (!life.expired())
                         judged(verdict);
                 });
}

void UsageKeeper::judged(const Result<DayVerdict>& verdict)
{
    m_isBusy = false;
    if (!verdict)
        return; // the next tick asks again
    if (!verdict->day) {
        m_isDone = true;
        return;
    }
    m_next = *verdict->day + std::chrono::hours(24);
    if (verdict->isSound)
        return;
    m_isBusy = true;
    m_parts.log.mend(*verdict->day,
                     [this, life = std::weak_ptr<const int>(m_life), day = *verdict->day](const Result<void>& result) {
                         if (!life.expired())
                             mended(day, result);
                     });
}

void UsageKeeper::mended(Instant day, const Result<void>& result)
{
    m_isBusy = false;
    if (result)
        writeLog(LogLevel::Warning, "usage_made_anew", {{"day", toRfc3339(day)}});
    else
        writeLog(LogLevel::Warning, "usage_not_mended", {{"day", toRfc3339(day)}, {"reason", result.error().detail}});
}

} // namespace gotoai::requestlog
