// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/faultyupstream.h"

#include <QSslServer>
#include <QTcpSocket>
#include <QTimer>

#include <sys/socket.h>

#include <algorithm>
#include <cstdlib>

namespace gotoai::test {
namespace {

constexpr qint64 kFloodAhead = 256 * 1024;

// The size of the first whole request in `bytes`, 0 while it is not whole. Requests carry Content-Length.
qsizetype requestSize(const QByteArray& bytes)
{
    const qsizetype headEnd = bytes.indexOf("\r\n\r\n");
    if (headEnd < 0)
        return 0;
    const QByteArray head = bytes.left(headEnd).toLower();
    const qsizetype field = head.indexOf("content-length:");
    qsizetype body = 0;
    if (field >= 0)
        body = head.mid(field + 15, head.indexOf("\r\n", field + 15) - field - 15).trimmed().toLongLong();
    const qsizetype size = headEnd + 4 + body;
    return bytes.size() >= size ? size : 0;
}

std::unique_ptr<QTcpServer> secureServer(const QSslConfiguration& tls)
{
    auto server = std::make_unique<QSslServer>();
    server->setSslConfiguration(tls);
    return server;
}

} // namespace

struct FaultyUpstream::Client
{
    std::unique_ptr<QTcpSocket> socket;
    QByteArray received;
    Script script;
    std::size_t next = 0;
    bool isBusy = false;
    QTimer timer;
};

FaultyUpstream::FaultyUpstream()
    : FaultyUpstream(std::make_unique<QTcpServer>(), "http")
{}

FaultyUpstream::FaultyUpstream(const QSslConfiguration& tls)
    : FaultyUpstream(secureServer(tls), "https")
{}

FaultyUpstream::FaultyUpstream(std::unique_ptr<QTcpServer> server, const char* scheme)
    : m_server(std::move(server))
    , m_scheme(scheme)
{
    if (!m_server->listen(QHostAddress::LocalHost))
        std::abort();
    connect(m_server.get(), &QTcpServer::pendingConnectionAvailable, this, [this] { accept(); });
}

FaultyUpstream::~FaultyUpstream()
{
    for (const auto& client : m_clients)
        client->socket->disconnect(this);
}

std::string FaultyUpstream::baseUrl() const
{
    return m_scheme + "://127.0.0.1:" + std::to_string(m_server->serverPort()) + "/v1";
}

void FaultyUpstream::plan(Script script) { m_scripts.push_back(std::move(script)); }

void FaultyUpstream::closeConnections()
{
    for (const auto& client : m_clients)
        client->socket->disconnectFromHost();
}

void FaultyUpstream::accept()
{
    while (QTcpSocket* socket = m_server->nextPendingConnection()) {
        ++m_connections;
        auto client = std::make_unique<Client>();
        socket->setParent(nullptr);
        client->socket.reset(socket);
        client->timer.setSingleShot(true);
        Client* raw = client.get();
        connect(&raw->timer, &QTimer::timeout, this, [this, raw] { run(*raw); });
        connect(socket, &QTcpSocket::readyRead, this, [this, raw] { read(*raw); });
        connect(socket, &QTcpSocket::bytesWritten, this, [this, raw](qint64 count) {
            m_bytesSent += count;
            if (raw->isBusy && !raw->timer.isActive())
                run(*raw);
        });
        connect(socket, &QTcpSocket::disconnected, this, [this, socket] { leave(socket); });
        m_clients.push_back(std::move(client));
    }
}

void FaultyUpstream::read(Client& client)
{
    client.received += client.socket->readAll();
    const qsizetype size = client.isBusy ? 0 : requestSize(client.received);
    if (size == 0)
        return;
    m_requests.push_back(client.received.left(size));
    client.received.remove(0, size);
    client.script = {send(answer(200, goodBody()))};
    if (!m_scripts.empty()) {
        client.script = std::move(m_scripts.front());
        m_scripts.pop_front();
    }
    client.next = 0;
    client.isBusy = true;
    run(client);
}

void FaultyUpstream::run(Client& client)
{
    while (client.next < client.script.size()) {
        const Step& step = client.script[client.next];
        switch (step.kind) {
        case Step::Kind::Send: client.socket->write(step.bytes); break;
        case Step::Kind::Flood:
            while (client.socket->bytesToWrite() < kFloodAhead)
                client.socket->write(step.bytes);
            return;
        case Step::Kind::Wait:
            ++client.next;
            client.timer.start(step.milliseconds);
            return;
        case Step::Kind::Close:
            client.next = client.script.size();
            client.socket->disconnectFromHost();
            return;
        case Step::Kind::Reset: {
            client.next = client.script.size();
            const linger now{1, 0};
            setsockopt(static_cast<int>(client.socket->socketDescriptor()), SOL_SOCKET, SO_LINGER, &now, sizeof now);
            client.socket->abort();
            return;
        }
        }
        ++client.next;
    }
    client.isBusy = false;
}

void FaultyUpstream::leave(QTcpSocket* socket)
{
    const auto found = std::find_if(m_clients.begin(), m_clients.end(),
                                    [socket](const auto& client) { return client->socket.get() == socket; });
    if (found == m_clients.end())
        return;
    found->get()->timer.stop();
    found->get()->socket.release()->deleteLater();
    // The client's own slot may be running.
    std::shared_ptr<Client> parting(std::move(*found));
    m_clients.erase(found);
    QTimer::singleShot(0, this, [parting] {});
}

QByteArray FaultyUpstream::answer(int status, const QByteArray& body, const QByteArray& contentType,
                                  const QByteArray& headers)
{
    QByteArray bytes = "HTTP/1.1 " + QByteArray::number(status) + " Status\r\nContent-Type: " + contentType +
                       "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n";
    bytes += headers;
    bytes += "\r\n";
    return bytes + body;
}

QByteArray FaultyUpstream::goodBody()
{
    return R"({"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"up","choices":[{"index":0,)"
           R"("message":{"role":"assistant","content":"hello","refusal":null},"logprobs":null,"finish_reason":"stop"}],)"
           R"("usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}})";
}

QByteArray FaultyUpstream::streamHead()
{
    return "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n";
}

QByteArray FaultyUpstream::chunk(const QByteArray& bytes)
{
    return QByteArray::number(bytes.size(), 16) + "\r\n" + bytes + "\r\n";
}

QByteArray FaultyUpstream::event(const QByteArray& json) { return chunk("data: " + json + "\n\n"); }

QByteArray FaultyUpstream::content(const QByteArray& text)
{
    return event(R"({"id":"chatcmpl-1","choices":[{"index":0,"delta":{"content":")" + text +
                 R"("},"finish_reason":null}]})");
}

QByteArray FaultyUpstream::finish()
{
    return event(R"({"id":"chatcmpl-1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})");
}

QByteArray FaultyUpstream::done() { return chunk("data: [DONE]\n\n") + "0\r\n\r\n"; }

} // namespace gotoai::test
