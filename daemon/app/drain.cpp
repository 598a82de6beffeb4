// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/drain.h"

#include "base/log.h"

namespace gotoai::app {

Drain::Drain(const std::vector<std::unique_ptr<Lane>>& lanes, http::Listener& admin)
    : m_lanes(lanes)
    , m_admin(admin)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Drain::hasten);
    connect(&m_admin, &http::Listener::drainFinished, this, &Drain::finish);
}

void Drain::begin(std::chrono::milliseconds deadline)
{
    if (m_step != Step::NotBegun)
        return;
    m_step = Step::Lanes;
    m_timer.start(deadline);
    m_runningLanes = m_lanes.size();
    for (const auto& lane : m_lanes)
        lane->drain([this] { laneDrained(); });
}

void Drain::hasten()
{
    switch (m_step) {
    case Step::Lanes: return abandon();
    case Step::Abandoned:
        writeLog(LogLevel::Warning, "drain_incomplete", {{"lanes", std::uint64_t{m_runningLanes}}});
        return drainAdmin();
    case Step::Admin: return finish();
    case Step::NotBegun:
    case Step::Finished: return;
    }
}

void Drain::laneDrained()
{
    --m_runningLanes;
    if (m_runningLanes == 0 && (m_step == Step::Lanes || m_step == Step::Abandoned))
        drainAdmin();
}

void Drain::abandon()
{
    m_step = Step::Abandoned;
    writeLog(LogLevel::Warning, "drain_deadline_passed");
    m_timer.start(kEndingTime);
    for (const auto& lane : m_lanes)
        lane->abandonOrders();
}

void Drain::drainAdmin()
{
    m_step = Step::Admin;
    m_timer.start(kAdminTime);
    m_admin.drain();
}

void Drain::finish()
{
    if (m_step != Step::Admin)
        return;
    m_step = Step::Finished;
    m_timer.stop();
    Q_EMIT finished();
}

} // namespace gotoai::app
