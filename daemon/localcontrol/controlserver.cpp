// SPDX-License-Identifier: GPL-3.0-or-later
#include "localcontrol/controlserver.h"

#include "localcontrol/controlsocket.h"

#include <QJsonDocument>
#include <QLocalSocket>
#include <QPointer>
#include <QTimer>

#include <unistd.h>

namespace gotoai::localcontrol {
namespace {

QByteArray lineOf(const Result<QJsonObject>& result)
{
    QJsonObject line;
    if (result) {
        line.insert(QLatin1String("answer"), *result);
    } else {
        const std::string_view code = errorWord(result.error().code);
        line.insert(
            QLatin1String("error"),
            QJsonObject{{QLatin1String("code"), QString::fromLatin1(code.data(), static_cast<qsizetype>(code.size()))},
                        {QLatin1String("detail"), QString::fromStdString(result.error().detail)}});
    }
    return QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n';
}

void answer(QLocalSocket* socket, const Result<QJsonObject>& result)
{
    socket->write(lineOf(result));
    socket->flush();                // the daemon may end before its event loop comes round to it
    socket->disconnectFromServer(); // once all of it is written
}

} // namespace

ControlServer::ControlServer(Serve serve)
    : m_serve(std::move(serve))
{
    connect(&m_server, &QLocalServer::newConnection, this, [this] {
        while (QLocalSocket* const socket = m_server.nextPendingConnection())
            takeConnection(socket);
    });
}

ControlServer::~ControlServer()
{
    m_server.close();
    if (!m_path.empty())
        unlink(m_path.c_str());
}

Result<void> ControlServer::listen(const std::string& directory)
{
    auto socket = listenIn(directory);
    if (!socket)
        return std::move(socket).error();
    if (!m_server.listen(qintptr{socket->fd()}))
        return failure(ErrorCode::StoreUnavailable,
                       "cannot listen on the control socket: " + m_server.errorString().toStdString());
    socket->release();
    m_path = directory + "/" + kSocketName;
    return {};
}

void ControlServer::takeConnection(QLocalSocket* socket)
{
    connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
    connect(socket, &QObject::destroyed, this, [this] { --m_connections; });
    ++m_connections;
    const auto asker = trustedUser(static_cast<int>(socket->socketDescriptor()));
    if (m_connections > kMaxConnections || !asker)
        return socket->abort();
    QTimer::singleShot(kRequestTimeMs, socket, [socket] {
        if (!socket->property("asked").toBool())
            socket->abort();
    });
    connect(socket, &QLocalSocket::readyRead, this, [this, socket, asker] { read(socket, *asker); });
    read(socket, *asker);
}

void ControlServer::read(QLocalSocket* socket, uid_t asker)
{
    if (socket->property("asked").toBool() || !socket->canReadLine()) {
        if (socket->bytesAvailable() >= static_cast<qint64>(kMaxLineBytes))
            socket->abort();
        return;
    }
    socket->setProperty("asked", true);
    const QJsonDocument request = QJsonDocument::fromJson(socket->readLine(kMaxLineBytes));
    if (!request.isObject())
        return answer(socket, failure(ErrorCode::InvalidJson, "a request is one line with a JSON object"));
    m_serve(request.object(), asker, [kept = QPointer<QLocalSocket>(socket)](const Result<QJsonObject>& result) {
        if (kept)
            answer(kept, result);
    });
}

} // namespace gotoai::localcontrol
