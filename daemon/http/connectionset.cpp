// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/connectionset.h"

#include "http/connection.h"
#include "http/listensocket.h"

#include <QCoreApplication>
#include <QEvent>

#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <utility>

namespace gotoai::http {

namespace {

constexpr int kEventsPerTurn = 256;
constexpr std::size_t kReadBufferBytes = 64 * 1024;
constexpr std::size_t kClearBufferBytes = 16 * 1024; // the most in a TLS record
constexpr std::chrono::milliseconds kSweepInterval{100};

const QEvent::Type kTurnEvent = static_cast<QEvent::Type>(QEvent::registerEventType());
const QEvent::Type kLagEvent = static_cast<QEvent::Type>(QEvent::registerEventType());

} // namespace

ConnectionSet::ConnectionSet(const Clock& clock, RequestReceiver& receiver, const Limits& limits,
                             std::shared_ptr<ConnectionCounts> counts)
    : m_clock(clock)
    , m_receiver(receiver)
    , m_limits(limits)
    , m_counts(std::move(counts))
    , m_waitingRoom(clock, receiver)
    , m_server([this](Descriptor socket) { accept(std::move(socket)); })
    , m_epoll(epoll_create1(EPOLL_CLOEXEC))
    , m_notifier(m_epoll.fd(), QSocketNotifier::Read)
    , m_readBuffer(kReadBufferBytes)
{
    m_sweep.setInterval(kSweepInterval);
    connect(&m_notifier, &QSocketNotifier::activated, this, &ConnectionSet::processEvents);
    connect(&m_sweep, &QTimer::timeout, this, &ConnectionSet::sweep);
}

ConnectionSet::~ConnectionSet()
{
    m_isInTurn = true; // what observers still call schedules nothing
    m_connections.clear();
}

Result<void> ConnectionSet::listen(Descriptor socket) { return m_server.listen(std::move(socket)); }

void ConnectionSet::setTls(std::shared_ptr<const TlsContext> tls)
{
    m_tls = std::move(tls);
    m_clearBuffer.resize(kClearBufferBytes);
}

void ConnectionSet::drain()
{
    if (std::exchange(m_isDraining, true))
        return;
    m_server.stopListening();
    const bool isNested = std::exchange(m_isInTurn, true);
    for (const auto& connection : m_connections)
        schedule(*connection);
    if (!isNested)
        endTurn();
}

void ConnectionSet::schedule(Connection& connection)
{
    if (std::exchange(connection.isScheduled, true))
        return;
    m_scheduled.push_back(&connection);
    if (!m_isInTurn && !std::exchange(m_isTurnPosted, true))
        QCoreApplication::postEvent(this, new QEvent(kTurnEvent));
}

void ConnectionSet::watch(Connection& connection, std::uint32_t events)
{
    epoll_event event{};
    event.events = events;
    event.data.ptr = &connection;
    epoll_ctl(m_epoll.fd(), EPOLL_CTL_MOD, connection.socket(), &event);
}

bool ConnectionSet::event(QEvent* event)
{
    if (event->type() == kLagEvent) {
        m_waitingRoom.noteLag(m_clock.tick() - *std::exchange(m_lagSince, std::nullopt));
        return true;
    }
    if (event->type() != kTurnEvent)
        return QObject::event(event);
    m_isTurnPosted = false;
    m_isInTurn = true;
    endTurn();
    return true;
}

void ConnectionSet::turnAway(const Descriptor& socket)
{
    if (m_tls)
        return; // words would cost a handshake
    const RefusalAnswer words = m_receiver.wordRefusal(refusal);
    std::string answer;
    appendHead(answer, {refusal.status, Framing::ContentLength, Persistence::Close, words.body.size(), dateLine()},
               words.headers);
    // What has been sent is taken first: closing over unread bytes would reset the connection before it is answered.
    ::recv(socket.fd(), m_readBuffer.data(), m_readBuffer.size(), MSG_DONTWAIT);
    Outlet(socket.fd()).send(answer, words.body);
    const Refusal refusal{503, "too_many_connections", "Too many connections are open."};
    m_receiver.refused(refusal);
}

void ConnectionSet::accept(Descriptor socket)
{
    prepareAccepted(socket.fd());
    const int fd = socket.fd();
    const auto peer = peerAddressOf(fd);
    if (!peer)
        return; // gone already
    auto place = m_counts->take(*peer, m_limits);
    if (!place)
        return turnAway(socket);
    auto connection = std::make_unique<Connection>(*this, std::move(socket), *peer, std::move(*place), m_tls);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = connection.get();
    if (epoll_ctl(m_epoll.fd(), EPOLL_CTL_ADD, fd, &event) != 0)
        return;
    connection->indexInSet = m_connections.size();
    m_connections.push_back(std::move(connection));
    if (!m_sweep.isActive())
        m_sweep.start();
}

void ConnectionSet::measureLag()
{
    if (m_lagSince)
        return;
    m_lagSince = m_clock.tick();
    QCoreApplication::postEvent(this, new QEvent(kLagEvent));
}

void ConnectionSet::processEvents()
{
    measureLag();
    std::array<epoll_event, kEventsPerTurn> events;
    const int count = epoll_wait(m_epoll.fd(), events.data(), kEventsPerTurn, 0);
    m_isInTurn = true;
    for (int i = 0; i < count; ++i) {
        const auto& event = events[static_cast<std::size_t>(i)];
        auto& connection = *static_cast<Connection*>(event.data.ptr);
        if (!connection.isClosed())
            connection.processEvents(event.events);
        if (connection.isClosed())
            schedule(connection);
    }
    endTurn();
}

void ConnectionSet::sweep()
{
    measureLag();
    m_isInTurn = true;
    const auto now = m_clock.tick();
    for (const auto& connection : m_connections) {
        connection->checkDeadlines(now);
        if (connection->isClosed())
            schedule(*connection);
    }
    endTurn();
}

void ConnectionSet::serveWaiting()
{
    if (std::exchange(m_isInTurn, true))
        return; // its end serves them
    endTurn();
}

void ConnectionSet::endTurn()
{
    m_waitingRoom.serve();
    std::vector<Connection*> closed;
    for (std::size_t i = 0; i < m_scheduled.size(); ++i) { // settling may schedule more
        auto& connection = *m_scheduled[i];
        connection.isScheduled = false;
        if (!connection.isClosed())
            connection.settle();
        if (connection.isClosed() && !std::exchange(connection.isScheduled, true))
            closed.push_back(&connection);
    }
    m_scheduled.clear();
    m_isInTurn = false;
    for (auto* connection : closed)
        remove(*connection);
    if (m_connections.empty()) {
        m_sweep.stop();
        if (m_isDraining && !std::exchange(m_hasDrained, true))
            Q_EMIT drained();
    }
}

void ConnectionSet::remove(Connection& connection)
{
    const auto index = connection.indexInSet;
    std::swap(m_connections[index], m_connections.back());
    m_connections[index]->indexInSet = index;
    m_connections.pop_back();
}

} // namespace gotoai::http
