// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/livestate.h"

#include "shell/statusbar.h"
#include "shell/topbar.h"
#include "widgets/display.h"

#include <chrono>

namespace gotoai::shell {

using client::EventStream;
using namespace widgets;

namespace {

constexpr qint64 minuteMs = 60'000;
constexpr std::chrono::seconds tickTime{1};

} // namespace

LiveState::LiveState(client::Session& session, TopBar& topBar, StatusBar& statusBar)
    : m_session(session)
    , m_topBar(topBar)
    , m_statusBar(statusBar)
{
    connect(&session, &client::Session::begun, this, &LiveState::begun);
    EventStream& events = session.events();
    connect(&events, &EventStream::stateChanged, this, &LiveState::tell);
    connect(&events, &EventStream::orderEnded, this, &LiveState::takeOrder);
    connect(&events, &EventStream::figuresTold, this, &LiveState::takeFigures);
    connect(&statusBar, &StatusBar::connectionClicked, &events, &EventStream::retryNow);
    connect(&m_tick, &QTimer::timeout, this, &LiveState::tell);
    m_tick.start(tickTime);
}

void LiveState::begun()
{
    m_ended.clear();
    m_held.clear();
    m_doubt.clear();
    const client::Profile& profile = m_session.profile();
    m_topBar.setPlace(plain(profile.name), profile.isProduction, profile.adminUrl.host());
    tell();
}

void LiveState::takeOrder() { m_ended.push_back(QDateTime::currentMSecsSinceEpoch()); }

void LiveState::takeFigures(const protocol::SystemFigures& figures)
{
    m_held = tr("held %1").arg(moneyText(figures.held));
    m_doubt = figures.ordersInDoubt > 0 ? tr("%n order(s) in doubt", nullptr, static_cast<int>(figures.ordersInDoubt))
                                        : QString();
    if (figures.hasLedgerFailed)
        m_doubt = tr("the ledger cannot be written");
}

void LiveState::tell()
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    while (!m_ended.empty() && m_ended.front() < now - minuteMs)
        m_ended.pop_front();
    const EventStream& events = m_session.events();
    const bool isLive = events.state() == EventStream::State::Live;
    switch (events.state()) {
    case EventStream::State::Off: m_statusBar.setConnection(Tone::Neutral, tr("Not connected")); break;
    case EventStream::State::Connecting: m_statusBar.setConnection(Tone::Waiting, tr("Connecting…")); break;
    case EventStream::State::Live:
        m_statusBar.setConnection(Tone::Good, tr("Live, %1 behind").arg(milliText(events.lag().count())));
        break;
    case EventStream::State::Waiting: {
        const qint64 seconds = std::max<qint64>(0, QDateTime::currentDateTime().secsTo(events.nextTry()));
        m_statusBar.setConnection(Tone::Broken,
                                  tr("Offline, next try in %n second(s)", nullptr, static_cast<int>(seconds)));
        break;
    }
    }
    m_statusBar.setVersion(m_session.daemonVersion().isEmpty()
                               ? QString()
                               : QStringLiteral("gotoaid %1").arg(plain(m_session.daemonVersion())));
    const auto rate = tr("%n request(s)/min", nullptr, static_cast<int>(m_ended.size()));
    m_statusBar.setPulse(isLive ? rate : QString(), isLive ? m_held : QString(), isLive ? m_doubt : QString());
}

} // namespace gotoai::shell
