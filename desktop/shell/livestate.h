// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/session.h"

#include <QObject>
#include <QTimer>

#include <deque>

namespace gotoai::shell {

class StatusBar;
class TopBar;

// Keeps the bars true to the session: whether it is live, the pulse of the last minute, what is held.
class LiveState : public QObject
{
    Q_OBJECT

public:
    LiveState(client::Session& session, TopBar& topBar, StatusBar& statusBar);

private:
    void begun();
    void tell();
    void takeFigures(const protocol::SystemFigures& figures);
    void takeOrder();

    client::Session& m_session;
    TopBar& m_topBar;
    StatusBar& m_statusBar;
    std::deque<qint64> m_ended; // when, of the last minute's orders, in milliseconds
    QString m_held;
    QString m_doubt;
    QTimer m_tick; // the time until the next try, and an age, go on by themselves
};

} // namespace gotoai::shell
