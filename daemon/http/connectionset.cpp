// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/connectionset.h"

#include "http/connection.h"
#include "http/listensocket.h"

#include <QCoreApplication>
#include <QEvent>

#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <utility>

namespace gotoai::http {

namespace {

constexpr int kEventsPerTurn = 256;
constexpr std::size_t kReadBufferBytes = 64 * 1024;
constexpr std::size_t kClearBufferBytes = 16 * 1024; // the most in a TLS record
constexpr std::chrono::milliseconds kSweepInterval{100};
constexpr std::chrono::milliseconds kLagInterval{5}; // an event round the loop costs a wake-up

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

void ConnectionSet::setLimits(const Limits& limits)
{
    m_limits = limits;
    std::ranges::fill(m_dueAt, Tick::min());
}

void ConnectionSet::reconsider(const Connection& connection) { m_dueAt[connection.indexInSet] = Tick::min(); }

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
        noteLag();
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
    const Refusal refusal{503, "too_many_connections", "Too many connections are open."};
    m_receiver.refused(refusal);
    if (m_tls)
        return;                                                      // words would cost a handshake
    const RefusalAnswer words = m_receiver.wordRefusal(refusal, {}); // nothing has been read
    std::string answer;
    appendHead(answer, {refusal.status, Framing::ContentLength, Persistence::Close, words.body.size(), dateLine()},
               words.headers);
    // What has been sent is taken first: closing over unread bytes would reset the connection before it is answered.
    ::recv(socket.fd(), m_readBuffer.data(), m_readBuffer.size(), MSG_DONTWAIT);
    Outlet(socket.fd()).send(answer, words.body);
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
    m_dueAt.push_back(Tick::min());
    if (!m_sweep.isActive())
        m_sweep.start();
}

void ConnectionSet::measureLag()
{
    const Tick now = m_clock.tick();
    const bool isKnown = now - m_lagMeasuredAt < kLagInterval && !m_waitingRoom.isLate();
    if (m_lagSince || isKnown)
        return;
    m_lagSince = m_lagMeasuredAt = now;
    QCoreApplication::postEvent(this, new QEvent(kLagEvent));
}

// Who waits for a quicker loop learns at once that it is, not with the next client's bytes.
void ConnectionSet::noteLag()
{
    m_waitingRoom.noteLag(m_clock.tick() - *std::exchange(m_lagSince, std::nullopt));
    if (m_waitingRoom.isEmpty())
        return;
    serveWaiting();
    measureLag();
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
        reconsider(connection);
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
    for (std::size_t i = 0; i < m_connections.size(); ++i) {
        if (now < m_dueAt[i])
            continue;
        auto& connection = *m_connections[i];
        connection.checkDeadlines(now);
        m_dueAt[i] = connection.deadline();
        if (connection.isClosed())
            schedule(connection);
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
        reconsider(connection);
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
    m_dueAt[index] = m_dueAt.back();
    m_dueAt.pop_back();
}

} // namespace gotoai::http
