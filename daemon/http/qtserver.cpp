// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/qtserver.h"

#include <QAbstractHttpServer>
#include <QHttpServerRequest>
#include <QHttpServerResponder>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <string>
#include <utility>

namespace gotoai::http {

namespace {

// Out of descriptors, Qt stops accepting for good; this long after it, clients are let in again.
constexpr std::chrono::milliseconds kAcceptPause{250};

// A socket without a network: what is offered is what the server reads, and what the server writes is dropped, because
// answers go out through Connection.
class RequestFeed final : public QTcpSocket
{
public:
    RequestFeed()
    {
        setSocketState(ConnectedState);
        setOpenMode(ReadWrite);
    }
    ~RequestFeed() override { setSocketState(UnconnectedState); }

    void offer(std::string_view head)
    {
        m_unread = head;
        Q_EMIT readyRead();
        m_unread = {};
    }

    qint64 bytesAvailable() const override
    {
        return QIODevice::bytesAvailable() + static_cast<qint64>(m_unread.size());
    }
    void disconnectFromHost() override {}

protected:
    qint64 readData(char* target, qint64 size) override
    {
        const auto taken = std::min(static_cast<std::size_t>(size), m_unread.size());
        std::memcpy(target, m_unread.data(), taken);
        m_unread.remove_prefix(taken);
        return static_cast<qint64>(taken);
    }
    qint64 writeData(const char*, qint64 size) override { return size; }

private:
    std::string_view m_unread;
};

class Acceptor final : public QTcpServer
{
public:
    explicit Acceptor(std::function<void(Descriptor)> accepted)
        : m_accepted(std::move(accepted))
    {}

    void connectFeed(RequestFeed* feed)
    {
        addPendingConnection(feed);
        Q_EMIT newConnection();
    }

protected:
    void incomingConnection(qintptr socket) override { m_accepted(Descriptor(static_cast<int>(socket))); }

private:
    std::function<void(Descriptor)> m_accepted;
};

// How the server's virtuals offer a way to answer, unused here.
#if QT_VERSION < QT_VERSION_CHECK(6, 5, 0)
using HandlersAnswer = QTcpSocket*;
using MissingHandlersAnswer = QTcpSocket*;
#elif QT_VERSION < QT_VERSION_CHECK(6, 8, 0)
using HandlersAnswer = QHttpServerResponder&;
using MissingHandlersAnswer = QHttpServerResponder&&;
#else
using HandlersAnswer = QHttpServerResponder&;
using MissingHandlersAnswer = QHttpServerResponder&;
#endif

class Server final : public QAbstractHttpServer
{
public:
    bool takeVerdict() { return std::exchange(m_hasHandedOn, false); }

protected:
    bool handleRequest(const QHttpServerRequest& request, HandlersAnswer) override
    {
        m_hasHandedOn = request.method() != QHttpServerRequest::Method::Unknown;
        return true;
    }
    void missingHandler(const QHttpServerRequest&, MissingHandlersAnswer) override {}

private:
    bool m_hasHandedOn = false;
};

} // namespace

struct QtServer::Parts
{
    explicit Parts(std::function<void(Descriptor)> accepted)
        : acceptor(new Acceptor(std::move(accepted)))
    {
        acceptor->setParent(&server);
        QObject::connect(acceptor, &QTcpServer::acceptError, acceptor, [this] {
            QTimer::singleShot(kAcceptPause, acceptor, [this] { acceptor->resumeAccepting(); });
        });
    }

    // A feed whose request was not handed on has left the parser in an unknown state; a new feed has a new parser.
    void renewFeed()
    {
        if (feed)
            feed->deleteLater();
        feed = new RequestFeed;
        feed->setParent(acceptor);
        acceptor->connectFeed(feed);
    }

    Server server;
    Acceptor* acceptor;
    RequestFeed* feed = nullptr;
    std::string head; // kept for its capacity
};

QtServer::QtServer(std::function<void(Descriptor)> accepted)
    : m_parts(std::make_unique<Parts>(std::move(accepted)))
{}

QtServer::~QtServer() = default;

Result<void> QtServer::listen(Descriptor socket)
{
    if (!m_parts->acceptor->setSocketDescriptor(socket.fd()))
        return failure(ErrorCode::BadConfiguration,
                       "cannot accept connections: " + m_parts->acceptor->errorString().toStdString());
    socket.release();
    m_parts->server.bind(m_parts->acceptor);
    if (!m_parts->server.servers().contains(m_parts->acceptor))
        return failure(ErrorCode::BadConfiguration, "cannot read requests: the HTTP server refuses the listener");
    m_parts->renewFeed();
    return {};
}

std::uint16_t QtServer::port() const { return m_parts->acceptor->serverPort(); }

void QtServer::stopListening() { m_parts->acceptor->close(); }

bool QtServer::handsOn(const Request& request)
{
    auto& head = m_parts->head;
    head.assign(request.method).append(" ").append(request.path);
    if (!request.query.empty())
        head.append("?").append(request.query);
    head.append(" HTTP/1.1\r\nhost: ").append(request.header("host")).append("\r\n\r\n");
    m_parts->feed->offer(head);
    const bool hasHandedOn = m_parts->server.takeVerdict();
    if (!hasHandedOn)
        m_parts->renewFeed();
    return hasHandedOn;
}

} // namespace gotoai::http
