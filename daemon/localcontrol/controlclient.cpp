// SPDX-License-Identifier: GPL-3.0-or-later
#include "localcontrol/controlclient.h"

#include "localcontrol/controlsocket.h"

#include <QJsonDocument>

#include <sys/socket.h>
#include <sys/time.h>

#include <array>

namespace gotoai::localcontrol {
namespace {

constexpr timeval kPatience{.tv_sec = 120, .tv_usec = 0}; // a catch-up of the ledger may take its time

bool sendAll(int fd, QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const auto sent = send(fd, bytes.data(), static_cast<std::size_t>(bytes.size()), MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        bytes = bytes.sliced(sent);
    }
    return true;
}

QByteArray receiveLine(int fd)
{
    QByteArray line;
    std::array<char, 4096> buffer;
    while (!line.endsWith('\n') && static_cast<std::size_t>(line.size()) < kMaxLineBytes) {
        const auto size = recv(fd, buffer.data(), buffer.size(), 0);
        if (size <= 0)
            break;
        line.append(buffer.data(), size);
    }
    return line;
}

ErrorCode codeOf(const QString& word)
{
    const QByteArray text = word.toLatin1();
    for (int code = 0; code <= static_cast<int>(ErrorCode::Internal); ++code) {
        if (errorWord(static_cast<ErrorCode>(code)) ==
            std::string_view(text.data(), static_cast<std::size_t>(text.size())))
            return static_cast<ErrorCode>(code);
    }
    return ErrorCode::Internal;
}

} // namespace

Result<QJsonObject> askDaemon(const std::string& directory, const QJsonObject& request)
{
    auto socket = connectIn(directory);
    if (!socket)
        return std::move(socket).error();
    setsockopt(socket->fd(), SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
    setsockopt(socket->fd(), SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience);
    QByteArray received;
    const QByteArray line = QJsonDocument(request).toJson(QJsonDocument::Compact) + '\n';
    if (sendAll(socket->fd(), line))
        received = receiveLine(socket->fd());
    if (received.isEmpty())
        return failure(ErrorCode::Forbidden, "the daemon on " + directory + " gave no answer");
    const QJsonObject reply = QJsonDocument::fromJson(received).object();
    if (reply.contains(QLatin1String("answer")))
        return reply.value(QLatin1String("answer")).toObject();
    const QJsonObject error = reply.value(QLatin1String("error")).toObject();
    return failure(codeOf(error.value(QLatin1String("code")).toString()),
                   error.value(QLatin1String("detail")).toString().toStdString());
}

} // namespace gotoai::localcontrol
