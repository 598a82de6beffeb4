// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/secret.h"
#include "client/profile.h"

#include <QObject>
#include <QProcess>
#include <QString>
#include <QTemporaryDir>

#include <memory>

namespace gotoai::client {

// A `gotoaid` of the user's own, as a child of the console: started with one click, stopped with the console.
class LocalDaemon : public QObject
{
    Q_OBJECT

public:
    enum class State { Stopped, Starting, Running, Stopping };
    // DemoDay: with a day of traffic behind it, made anew at each start unless a directory is named.
    enum class Supply { Own, Demo, DemoDay };

    struct Options
    {
        QString program{};       // empty: `gotoaid` beside the console, else on the PATH
        QString dataDirectory{}; // empty: the daemon's own choice
        Supply supply = Supply::Own;
        int dayOrders = 0; // of DemoDay, about so many; 0: as many as the daemon likes
        // Empty: of one's own supply what its configuration says, so that applications find it again; of a demo any.
        QString listen{}; // of the gateway
        QString adminListen{};
    };

    explicit LocalDaemon(QObject* parent = nullptr);
    ~LocalDaemon() override; // ends it, orderly, within seconds

    void start(const Options& options);
    void stop();
    State state() const { return m_state; }

    static QString findProgram(); // empty: there is none

Q_SIGNALS:
    void stateChanged();
    // Its addresses, its first admin token and, of a demo, its API key; secrets are empty when it does not tell them.
    void ready(const gotoai::client::Profile& profile, const gotoai::Secret& adminToken, const gotoai::Secret& apiKey);
    void failed(const QString& why); // a translated sentence

private:
    void read();
    void takeReadyLine(const QByteArray& line);
    void ended();
    void setState(State state);

    std::unique_ptr<QTemporaryDir> m_day; // of a demo's day; outlives the process
    QProcess m_process;
    Supply m_supply = Supply::Own;
    QByteArray m_line;   // of its output, until the ready line is whole
    QByteArray m_errors; // the end of its log
    State m_state = State::Stopped;
};

} // namespace gotoai::client
