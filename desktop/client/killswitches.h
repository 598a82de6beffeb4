// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/daemonclient.h"
#include "client/eventstream.h"
#include "protocol/killswitch.h"

#include <QObject>
#include <QTimer>

#include <vector>

namespace gotoai::client {

// The kill switches that are on, kept fresh by the daemon's events. Empty for those who may not see them.
class KillSwitches : public QObject
{
    Q_OBJECT

public:
    KillSwitches(DaemonClient& daemon, EventStream& events, QObject* parent = nullptr);

    void read();
    void forget();
    const std::vector<protocol::KillSwitch>& on() const { return m_on; }
    // Null: orders to it run.
    const protocol::KillSwitch* of(const QString& scope, const QString& target) const;

    void release(const protocol::KillSwitch& killSwitch, QObject* context, DaemonClient::Then<Done> then);

Q_SIGNALS:
    void changed();

private:
    DaemonClient& m_daemon;
    std::vector<protocol::KillSwitch> m_on;
    Call m_reading;
    QTimer m_rest;
};

} // namespace gotoai::client
