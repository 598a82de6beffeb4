// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "http/descriptor.h"
#include "http/listener.h"
#include "support/manualclock.h"

#include <QByteArray>
#include <QTcpSocket>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <functional>
#include <memory>
#include <vector>

namespace gotoai::http::test {

// Keeps what arrives, or hands it to `onRequest` when there is one.
class Receiver final : public RequestReceiver
{
public:
    void requestArrived(std::unique_ptr<Exchange> exchange) override
    {
        ++arrived;
        if (onRequest)
            onRequest(std::move(exchange));
        else
            exchanges.push_back(std::move(exchange));
    }

    RefusalAnswer wordRefusal(const Refusal& refusal, std::string_view origin) override
    {
        origins.emplace_back(origin);
        return {{{"content-type", "application/json"}},
                "{\"error\":{\"message\":\"" + std::string(refusal.message) + "\",\"code\":\"" +
                    std::string(refusal.code) + "\"}}"};
    }

    void refused(const Refusal& refusal) override { refusals.emplace_back(refusal.code); }
    bool isBusy() const override { return isOccupied; }

    bool isOccupied = false;
    std::function<void(std::unique_ptr<Exchange>)> onRequest;
    std::vector<std::unique_ptr<Exchange>> exchanges;
    int arrived = 0;
    std::vector<std::string> refusals;
    std::vector<std::string> origins; // of what was refused
};

inline void answerWithPath(std::unique_ptr<Exchange> exchange)
{
    exchange->respond(200, {{"content-type", "text/plain"}}, exchange->request().path);
}

struct Observer final : ExchangeObserver
{
    void clientGone() override { ++goneCalls; }
    void drained() override { ++drainedCalls; }

    int goneCalls = 0;
    int drainedCalls = 0;
};

// A listener on a free port of 127.0.0.1, on a clock that stands still.
struct Edge
{
    explicit Edge(Limits limits = {})
        : listener(clock, receiver, limits)
        , isListening(listener.listen("127.0.0.1", 0).has_value())
    {}

    gotoai::test::ManualClock clock;
    Receiver receiver;
    Listener listener;
    bool isListening;
};

// A client that sends what it is told, byte for byte, and collects what comes.
class Client
{
public:
    explicit Client(std::uint16_t port)
    {
        QObject::connect(&m_socket, &QTcpSocket::readyRead, &m_socket, [this] {
            if (m_isReading)
                m_received += m_socket.readAll();
        });
        m_socket.connectToHost(QStringLiteral("127.0.0.1"), port);
        m_socket.waitForConnected(5'000);
    }

    void send(const QByteArray& bytes)
    {
        m_socket.write(bytes);
        m_socket.flush();
    }
    void finishSending() { ::shutdown(static_cast<int>(m_socket.socketDescriptor()), SHUT_WR); }
    void close() { m_socket.close(); }
    void reset()
    {
        const linger atOnce{.l_onoff = 1, .l_linger = 0};
        setsockopt(static_cast<int>(m_socket.socketDescriptor()), SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
        m_socket.abort();
    }
    void stopReading()
    {
        m_isReading = false;
        m_socket.setReadBufferSize(1'024);
    }
    void resumeReading()
    {
        m_isReading = true;
        m_socket.setReadBufferSize(0);
        m_received += m_socket.readAll();
    }

    const QByteArray& received() const { return m_received; }
    QByteArray takeReceived() { return std::exchange(m_received, {}); }
    qint64 bytesUnsent() const { return m_socket.bytesToWrite(); }
    bool isClosed() const { return m_socket.state() == QAbstractSocket::UnconnectedState; }
    QAbstractSocket::SocketError error() const { return m_socket.error(); }

private:
    QTcpSocket m_socket;
    QByteArray m_received;
    bool m_isReading = true;
};

// A client that keeps its side open when the server has closed its own, as QTcpSocket cannot. `receiveBytes` is the
// kernel's room for what it has not read, 0 for as much as the kernel likes; `source` is where it calls from.
inline Descriptor connectStubborn(std::uint16_t port, int receiveBytes = 0, const char* source = "127.0.0.1")
{
    Descriptor client(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (receiveBytes > 0)
        setsockopt(client.fd(), SOL_SOCKET, SO_RCVBUF, &receiveBytes, sizeof receiveBytes);
    sockaddr_in own{};
    own.sin_family = AF_INET;
    inet_pton(AF_INET, source, &own.sin_addr);
    if (::bind(client.fd(), reinterpret_cast<const sockaddr*>(&own), sizeof own) != 0)
        client.close();
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(client.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        client.close();
    return client;
}

inline QByteArray getRequest(const QByteArray& path, const QByteArray& fields = {})
{
    return "GET " + path + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
}

// What follows the head; empty while the head is incomplete.
inline QByteArray bodyOf(const QByteArray& answer)
{
    const auto end = answer.indexOf("\r\n\r\n");
    return end < 0 ? QByteArray() : answer.mid(end + 4);
}

} // namespace gotoai::http::test
