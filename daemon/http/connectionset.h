// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "http/connectioncounts.h"
#include "http/descriptor.h"
#include "http/exchange.h"
#include "http/limits.h"
#include "http/qtserver.h"
#include "http/responsehead.h"
#include "http/tlscontext.h"
#include "http/waitingroom.h"

#include <QObject>
#include <QSocketNotifier>
#include <QTimer>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gotoai::http {

class Connection;

// The connections of one listener and what they share, on one thread. All sockets hang on one epoll descriptor, and
// deadlines are looked at where they have passed only, so neither a turn of the event loop nor a sweep touches
// connections that are idle. Work that exchanges leave behind is done at
// the end of the turn; connections are deleted there and nowhere else.
class ConnectionSet final : public QObject
{
    Q_OBJECT

public:
    ConnectionSet(const Clock& clock, RequestReceiver& receiver, const Limits& limits,
                  std::shared_ptr<ConnectionCounts> counts);
    ~ConnectionSet() override;

    Result<void> listen(Descriptor socket);
    // For connections that are accepted from now on; null: in clear.
    void setTls(std::shared_ptr<const TlsContext> tls);
    std::uint16_t port() const { return m_server.port(); }
    void setLimits(const Limits& limits);
    void drain();
    bool isDraining() const { return m_isDraining; }
    std::size_t connectionCount() const { return m_connections.size(); }
    // The receiver has caught up with its work: who waits for it may be let in.
    void serveWaiting();

    // For connections.
    const Clock& clock() const { return m_clock; }
    RequestReceiver& receiver() { return m_receiver; }
    const Limits& limits() const { return m_limits; }
    QtServer& server() { return m_server; }
    WaitingRoom& waitingRoom() { return m_waitingRoom; }
    std::string_view dateLine() { return m_dateLine.at(m_clock.now()); }
    std::string& scratch() { return m_scratch; }
    std::vector<char>& readBuffer() { return m_readBuffer; }
    std::vector<char>& clearBuffer() { return m_clearBuffer; } // for what is decrypted out of the read buffer
    void schedule(Connection& connection);                     // settle() at the end of this turn
    void watch(Connection& connection, std::uint32_t events);
    // Its deadline may have changed, outside of an event and of settle().
    void reconsider(const Connection& connection);

Q_SIGNALS:
    void drained();

protected:
    bool event(QEvent* event) override;

private:
    void accept(Descriptor socket);
    void turnAway(const Descriptor& socket);
    void processEvents();
    void sweep();
    void endTurn();
    void measureLag();
    void noteLag();
    void remove(Connection& connection);

    const Clock& m_clock;
    RequestReceiver& m_receiver;
    Limits m_limits;
    const std::shared_ptr<ConnectionCounts> m_counts;
    WaitingRoom m_waitingRoom;
    QtServer m_server;
    Descriptor m_epoll;
    QSocketNotifier m_notifier;
    QTimer m_sweep;
    DateLine m_dateLine;
    std::string m_scratch;
    std::vector<char> m_readBuffer;
    std::vector<char> m_clearBuffer;
    std::shared_ptr<const TlsContext> m_tls;
    std::vector<std::unique_ptr<Connection>> m_connections;
    std::vector<Tick> m_dueAt; // by place of the connection: nothing has to be done about it before
    std::vector<Connection*> m_scheduled;
    std::optional<Tick> m_lagSince; // an event is on its way round the loop
    Tick m_lagMeasuredAt{};
    bool m_isInTurn = false;
    bool m_isTurnPosted = false;
    bool m_isDraining = false;
    bool m_hasDrained = false;
};

} // namespace gotoai::http
