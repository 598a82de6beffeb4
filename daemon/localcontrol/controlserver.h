// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QJsonObject>
#include <QLocalServer>
#include <QObject>

#include <sys/types.h>

#include <functional>
#include <string>

class QLocalSocket;

namespace gotoai::localcontrol {

// The daemon's end. On the thread that it is made on. A connection brings one request and gets one answer; those that
// bring none in time, too much, or come from a stranger, are closed.
class ControlServer final : public QObject
{
    Q_OBJECT

public:
    // Exactly once, from within the call or later on the same thread.
    using Reply = std::function<void(Result<QJsonObject>)>;
    // `asker` is the user whose process asks.
    using Serve = std::function<void(const QJsonObject& request, uid_t asker, Reply reply)>;

    explicit ControlServer(Serve serve);
    ~ControlServer() override;

    // In a directory whose lock the process holds. StoreUnavailable when the socket cannot be made.
    Result<void> listen(const std::string& directory);

    static constexpr int kRequestTimeMs = 10'000;
    static constexpr int kMaxConnections = 16;

private:
    void takeConnection(QLocalSocket* socket);
    void read(QLocalSocket* socket, uid_t asker);

    const Serve m_serve;
    QLocalServer m_server;
    std::string m_path;
    int m_connections = 0;
};

} // namespace gotoai::localcontrol
