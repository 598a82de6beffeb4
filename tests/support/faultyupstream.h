// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QSslConfiguration>
#include <QString>
#include <QTcpServer>

#include <deque>
#include <functional>
#include <memory>
#include <vector>

class QTcpSocket;

namespace gotoai::test {

// An HTTP/1.1 provider on a loopback port that does to each request what its script says. Lives on the test's thread.
// Requests without a script get a good unstreamed answer.
class FaultyUpstream final : public QObject
{
    Q_OBJECT

public:
    struct Step
    {
        enum class Kind {
            Send,  // bytes, as they stand
            Flood, // bytes again and again, as fast as they are taken, for ever
            Wait,  // milliseconds
            Close, // in good order, when all is sent
            Reset, // RST
        };
        Kind kind = Kind::Send;
        QByteArray bytes;
        int milliseconds = 0;
    };
    // After the last step the connection stays open and waits for the next request.
    using Script = std::vector<Step>;

    FaultyUpstream();
    explicit FaultyUpstream(const QSslConfiguration& tls); // speaks TLS
    ~FaultyUpstream() override;

    std::string baseUrl() const; // http://127.0.0.1:<port>/v1, https with TLS
    void plan(Script script);    // for the next request that has none yet
    void closeConnections();     // all of them, in good order

    const QList<QByteArray>& requests() const { return m_requests; } // head and body, as they came
    int connections() const { return m_connections; }                // accepted so far
    int openConnections() const { return static_cast<int>(m_clients.size()); }
    qint64 bytesSent() const { return m_bytesSent; }

    static Step send(const QByteArray& bytes) { return {Step::Kind::Send, bytes, 0}; }
    static Step flood(const QByteArray& bytes) { return {Step::Kind::Flood, bytes, 0}; }
    static Step wait(int milliseconds) { return {Step::Kind::Wait, {}, milliseconds}; }
    static Step close() { return {Step::Kind::Close, {}, 0}; }
    static Step reset() { return {Step::Kind::Reset, {}, 0}; }

    // A whole answer with its length; `headers` are whole lines.
    static QByteArray answer(int status, const QByteArray& body, const QByteArray& contentType = "application/json",
                             const QByteArray& headers = {});
    static QByteArray goodBody();
    static QByteArray streamHead();                    // chunked text/event-stream
    static QByteArray chunk(const QByteArray& bytes);  // one chunk of it
    static QByteArray event(const QByteArray& json);   // a chunk with one data frame
    static QByteArray content(const QByteArray& text); // an event with a piece of content
    static QByteArray finish();                        // an event with a finish_reason
    static QByteArray done();                          // [DONE] and the last chunk

private:
    struct Client;

    explicit FaultyUpstream(std::unique_ptr<QTcpServer> server, const char* scheme);

    void accept();
    void read(Client& client);
    void run(Client& client);
    void leave(QTcpSocket* socket);

    std::unique_ptr<QTcpServer> m_server;
    std::string m_scheme;
    std::vector<std::unique_ptr<Client>> m_clients;
    std::deque<Script> m_scripts;
    QList<QByteArray> m_requests;
    int m_connections = 0;
    qint64 m_bytesSent = 0;
};

} // namespace gotoai::test
