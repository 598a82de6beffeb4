// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSocketNotifier>

namespace gotoai::app {

// Turns SIGTERM, SIGINT and SIGHUP into signals of the event loop (signalfd). Make it before any other thread starts,
// so that all of them inherit the blocked mask.
class SignalWatch final : public QObject
{
    Q_OBJECT

public:
    explicit SignalWatch(QObject* parent = nullptr);
    ~SignalWatch() override;

Q_SIGNALS:
    void stopRequested();   // SIGTERM, SIGINT; once for each
    void reloadRequested(); // SIGHUP

private:
    void readSignal();

    int m_descriptor;
    QSocketNotifier m_notifier;
};

} // namespace gotoai::app
