// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/singleinstance.h"

#include <QLocalSocket>

namespace gotoai::app {

namespace {

constexpr int patienceMs = 500;
constexpr qint64 longestPage = 64;

} // namespace

SingleInstance::SingleInstance(const QString& name, QObject* parent)
    : QObject(parent)
    , m_name(name)
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &SingleInstance::take);
}

bool SingleInstance::claim(const QString& page)
{
    if (tellOther(page))
        return false;
    QLocalServer::removeServer(m_name); // left behind by one that was killed
    m_server.listen(m_name);
    return true; // where there is no place for the socket, two consoles are better than none
}

bool SingleInstance::tellOther(const QString& page) const
{
    QLocalSocket socket;
    socket.connectToServer(m_name);
    if (!socket.waitForConnected(patienceMs))
        return false;
    socket.write(page.left(longestPage).toUtf8() + '\n');
    return socket.waitForBytesWritten(patienceMs);
}

void SingleInstance::take()
{
    QLocalSocket* socket = m_server.nextPendingConnection();
    connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
    const auto read = [this, socket] {
        if (!socket->canReadLine())
            return;
        Q_EMIT asked(QString::fromUtf8(socket->readLine(longestPage * 4)).trimmed());
        socket->disconnectFromServer();
    };
    connect(socket, &QLocalSocket::readyRead, this, read);
    read();
}

} // namespace gotoai::app
