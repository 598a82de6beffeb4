// SPDX-License-Identifier: GPL-3.0-or-later
#include "localcontrol/controlclient.h"

#include "localcontrol/controlsocket.h"

#include <QJsonDocument>

#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace gotoai::localcontrol {
namespace {

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

// A daemon takes its own user and root, and closes for everybody else.
bool isLetIn(int fd)
{
    ucred owner{};
    socklen_t size = sizeof owner;
    return geteuid() == 0 || getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &owner, &size) != 0 || owner.uid == geteuid();
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

// Nothing came back: why.
Error silence(int fd, const std::string& directory, bool isLate)
{
    if (!isLetIn(fd))
        return failure(ErrorCode::Forbidden, "the daemon on " + directory + " belongs to another user");
    return failure(ErrorCode::Internal, "the daemon on " + directory +
                                            (isLate ? " gives no answer: it hangs" : " ended before it had answered"));
}

} // namespace

Result<QJsonObject> askDaemon(const std::string& directory, const QJsonObject& request, std::chrono::seconds patience)
{
    auto socket = connectIn(directory);
    if (!socket)
        return std::move(socket).error();
    const timeval patient{.tv_sec = patience.count(), .tv_usec = 0};
    setsockopt(socket->fd(), SOL_SOCKET, SO_RCVTIMEO, &patient, sizeof patient);
    setsockopt(socket->fd(), SOL_SOCKET, SO_SNDTIMEO, &patient, sizeof patient);
    QByteArray received;
    errno = 0;
    const QByteArray line = QJsonDocument(request).toJson(QJsonDocument::Compact) + '\n';
    if (sendAll(socket->fd(), line))
        received = receiveLine(socket->fd());
    if (received.isEmpty())
        return silence(socket->fd(), directory, errno == EAGAIN);
    const QJsonObject reply = QJsonDocument::fromJson(received).object();
    if (reply.contains(QLatin1String("answer")))
        return reply.value(QLatin1String("answer")).toObject();
    const QJsonObject error = reply.value(QLatin1String("error")).toObject();
    return failure(codeOf(error.value(QLatin1String("code")).toString()),
                   error.value(QLatin1String("detail")).toString().toStdString());
}

} // namespace gotoai::localcontrol
