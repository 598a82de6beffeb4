// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/connection.h"

#include "http/connectionset.h"
#include "http/forwarding.h"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace gotoai::http {

namespace {

Refusal bodiesOverLimit()
{
    return {503, "overloaded", "The gateway holds as much of large requests as it can; try again in a moment."};
}

Refusal overloaded() { return {503, "overloaded", "The gateway has more to do than it can; try again in a moment."}; }

} // namespace

Connection::Connection(ConnectionSet& set, Descriptor socket, const IpAddress& peer, ConnectionCounts::Place place,
                       std::shared_ptr<const TlsContext> tls)
    : m_set(set)
    , m_socket(std::move(socket))
    , m_outlet(m_socket.fd())
    , m_tls(tls ? std::make_unique<TlsChannel>(std::move(tls), m_outlet.wire()) : nullptr)
    , m_guard(set.limits())
    , m_peerAddress(peer.text())
    , m_isFromProxy(isAmong(set.limits().trustedProxies, peer))
    , m_place(std::move(place))
    , m_watched(EPOLLIN)
    , m_phaseSince(now())
    , m_arrivedAt(m_phaseSince)
{
    m_outlet.setChannel(m_tls.get());
}

Connection::~Connection() { lose(); }

void Connection::processEvents(std::uint32_t events)
{
    if ((events & (EPOLLERR | EPOLLHUP)) != 0)
        return lose();
    if ((events & EPOLLOUT) != 0)
        flush();
    if (!isClosed() && (events & EPOLLIN) != 0)
        read();
    settle();
}

void Connection::read()
{
    auto& buffer = m_set.readBuffer();
    const auto count = ::recv(m_socket.fd(), buffer.data(), buffer.size(), 0);
    if (count > 0 && m_tls)
        takeCiphertext({buffer.data(), static_cast<std::size_t>(count)});
    else if (count > 0)
        takeInput({buffer.data(), static_cast<std::size_t>(count)});
    else if (count == 0 && m_tls && m_ending != Ending::Lingering)
        lose();
    else if (count == 0)
        noteInputFinished();
    else if (errno != EAGAIN && errno != EINTR)
        lose();
}

void Connection::takeInput(std::string_view bytes)
{
    while (!bytes.empty() && !m_isInputOver) {
        if (isBusy() && isQueueFull()) {
            m_input.append(bytes);
            return;
        }
        const auto before = m_guard.state();
        bytes.remove_prefix(m_guard.feed(bytes));
        if (!hasRoom(before))
            m_guard.refuse(bodiesOverLimit());
        const auto after = m_guard.state();
        if (after == RequestGuard::State::Complete)
            takeComplete();
        else if (after == RequestGuard::State::Refused)
            refuse(m_guard.refusal());
        else if (after != before)
            m_phaseSince = now();
    }
}

// For what is held of the body that is arriving, and where its head has just come, for all of it.
bool Connection::hasRoom(RequestGuard::State before)
{
    using State = RequestGuard::State;
    const State now = m_guard.state();
    if (now != State::Body && now != State::Complete)
        return true;
    const std::size_t held = heldBodyBytes();
    if (now == State::Body && before != State::Body) {
        const std::size_t whole = std::max(m_guard.announcedBodyBytes(), m_guard.bodyBytes());
        if (!m_place.hasRoomForBodies(held - m_guard.bodyBytes() + whole, m_set.limits()))
            return false;
    }
    return m_place.holdBodies(held, m_set.limits());
}

std::size_t Connection::heldBodyBytes() const
{
    std::size_t bytes = m_guard.bodyBytes() + static_cast<std::size_t>(m_answeredBytes);
    for (const auto& waiting : m_queue)
        bytes += static_cast<std::size_t>(waiting.request.body.size());
    return bytes;
}

// Some have gone.
void Connection::noteBodies() { (void)m_place.holdBodies(heldBodyBytes(), m_set.limits()); }

void Connection::takeComplete()
{
    auto next = m_guard.take();
    next.request.peerAddress = m_peerAddress;
    next.request.clientAddress =
        m_isFromProxy ? forwardedClient(next.request, m_set.limits().trustedProxies) : m_peerAddress;
    next.request.arrivedAt = now();
    m_isInputOver = !next.isKeepAlive;
    if (isBusy() || m_set.waitingRoom().isNeeded())
        m_queue.push_back(std::move(next)); // for settle() to start
    else
        start(std::move(next));
}

void Connection::start(GuardedRequest next)
{
    if (!m_set.server().handsOn(next.request)) {
        m_queue.clear();
        return refuse({400, "invalid_request", "The request cannot be understood."});
    }
    m_form = {next.isHttp10, next.isKeepAlive, next.request.method == "HEAD", Framing::ContentLength};
    m_arrivedAt = next.request.arrivedAt;
    m_answeredBytes = next.request.body.size();
    auto exchange = std::make_unique<Exchange>(*this, std::move(next.request));
    m_exchange = exchange.get();
    m_set.receiver().requestArrived(std::move(exchange));
}

bool Connection::isQueueFull() const
{
    qsizetype bytes = 0;
    for (const auto& waiting : m_queue)
        bytes += waiting.request.body.size();
    return m_queue.size() >= m_set.limits().maxPipelined || bytes > kMaxQueuedBytes;
}

void Connection::startWaiting()
{
    while (!m_exchange && !m_queue.empty() && m_ending == Ending::Open && !m_waitingPlace) {
        if (m_set.waitingRoom().isNeeded())
            m_waitingPlace = m_set.waitingRoom().enter(*this);
        else
            startFirst();
    }
}

void Connection::startFirst()
{
    auto next = std::move(m_queue.front());
    m_queue.erase(m_queue.begin());
    start(std::move(next));
}

void Connection::comeIn()
{
    m_waitingPlace.reset();
    startFirst();
    m_set.schedule(*this);
}

void Connection::goAway()
{
    m_waitingPlace.reset();
    const GuardedRequest next = std::move(m_queue.front());
    m_form = {next.isHttp10, next.isKeepAlive, next.request.method == "HEAD", Framing::ContentLength};
    m_queue.erase(m_queue.begin());
    answerRefusal(overloaded(), next.request.header("origin"));
    m_set.schedule(*this);
}

void Connection::refuse(const Refusal& refusal)
{
    m_refusal = refusal;
    m_isInputOver = true;
    m_input.clear();
    noteBodies();
}

void Connection::sendRefusal(const Refusal& refusal)
{
    m_form = {.isHttp10 = false, .isKeepAlive = false, .isHead = false, .framing = Framing::ContentLength};
    m_hasRefused = true;
    answerRefusal(refusal, m_guard.origin());
}

void Connection::answerRefusal(const Refusal& refusal, std::string_view origin)
{
    m_set.receiver().refused(refusal);
    const RefusalAnswer words = m_set.receiver().wordRefusal(refusal, origin);
    answer(refusal.status, words.headers, words.body);
}

void Connection::noteInputFinished()
{
    m_isHalfClosed = true;
    m_isInputOver = true;
    if (m_ending == Ending::Lingering)
        close();
    else if (m_exchange && (m_exchange->hasBegun() || now() - m_arrivedAt > kHalfCloseGrace))
        lose();
}

void Connection::settle()
{
    if (isClosed())
        return;
    if (m_isBroken)
        return lose();
    if (m_outlet.waiting() > 0 && (m_watched & EPOLLOUT) == 0)
        flush();
    if (!isClosed() && m_ending == Ending::Open)
        proceed();
    if (!isClosed() && m_ending != Ending::Open && m_outlet.waiting() == 0)
        end();
    if (!isClosed())
        watch();
}

void Connection::proceed()
{
    startWaiting();
    if (!m_input.empty() && !isQueueFull())
        takeInput(std::exchange(m_input, {}));
    if (isBusy() || m_ending != Ending::Open)
        return;
    const bool isIdle = m_guard.state() == RequestGuard::State::Idle;
    if (m_refusal) {
        sendRefusal(*m_refusal);
    } else if (m_isInputOver || (isIdle && m_set.isDraining() && now() - m_phaseSince >= kDrainGrace)) {
        m_ending = Ending::AfterFlush;
    } else if (m_guard.isAwaitingContinue() && m_set.waitingRoom().isNeeded()) {
        refuse(overloaded()); // before the body is on its way
        sendRefusal(*m_refusal);
    } else if (m_guard.isAwaitingContinue()) {
        m_guard.noteContinueSent();
        note(m_outlet.send("HTTP/1.1 100 Continue\r\n\r\n", {}));
    }
}

Tick Connection::deadline() const
{
    const auto& limits = m_set.limits();
    if (m_ending == Ending::Lingering)
        return m_phaseSince + kLingerTime;
    if (m_waitsSince)
        return *m_waitsSince + limits.writeDeadline;
    if (isBusy() || m_ending != Ending::Open)
        return Tick::max();
    switch (m_guard.state()) {
    case RequestGuard::State::Idle:
        return m_phaseSince + (m_set.isDraining() ? kDrainGrace
                               : m_hasServed      ? limits.idleDeadline
                                                  : limits.headDeadline);
    case RequestGuard::State::Head: return m_phaseSince + limits.headDeadline;
    default: return m_phaseSince + limits.bodyDeadline;
    }
}

void Connection::checkDeadlines(Tick now)
{
    if (now < deadline())
        return;
    if (m_ending == Ending::Lingering)
        return close();
    if (m_waitsSince)
        return hasProgressed() ? noteProgress() : lose();
    if (m_guard.state() != RequestGuard::State::Idle) {
        refuse({408, "request_timeout", "The request did not arrive in time."});
        return m_set.schedule(*this);
    }
    if (m_set.isDraining())
        return m_set.schedule(*this);
    takeLeave();
    close();
}

void Connection::note(Outlet::Outcome outcome)
{
    if (m_outlet.waiting() == 0)
        m_waitsSince.reset();
    else if (!m_waitsSince)
        noteProgress();
    m_isBroken = m_isBroken || outcome == Outlet::Outcome::Broken;
}

void Connection::noteProgress()
{
    m_waitsSince = now();
    m_deliveredThen = m_outlet.delivered();
}

bool Connection::hasProgressed() const { return m_outlet.delivered() - m_deliveredThen >= kLeastProgress; }

void Connection::flush()
{
    note(m_outlet.flush());
    if (m_isBroken)
        return lose();
    if (!m_isAboveHighWater || m_outlet.waiting() > Exchange::kLowWater)
        return;
    m_isAboveHighWater = false;
    if (m_exchange && m_exchange->m_observer)
        m_exchange->m_observer->drained();
}

void Connection::end()
{
    if (m_ending == Ending::Lingering)
        return;
    if (m_ending == Ending::Reset) {
        const linger atOnce{.l_onoff = 1, .l_linger = 0};
        setsockopt(m_socket.fd(), SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
        return close();
    }
    if (!takeLeave())
        return;
    char next = 0;
    const bool hasUnread = ::recv(m_socket.fd(), &next, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
    if (m_isHalfClosed || (!m_hasRefused && !hasUnread))
        return close();
    ::shutdown(m_socket.fd(), SHUT_WR);
    m_ending = Ending::Lingering;
    m_phaseSince = now();
}

void Connection::lose()
{
    close();
    m_queue.clear();
    auto* exchange = std::exchange(m_exchange, nullptr);
    if (!exchange)
        return;
    exchange->m_connection = nullptr;
    if (exchange->m_observer)
        exchange->m_observer->clientGone();
}

void Connection::close()
{
    m_socket.close();
    if (m_waitingPlace)
        m_set.waitingRoom().leave(*std::exchange(m_waitingPlace, std::nullopt));
}

void Connection::watch()
{
    std::uint32_t events = 0;
    if (!m_isHalfClosed && m_input.empty())
        events |= EPOLLIN;
    if (m_outlet.waiting() > 0)
        events |= EPOLLOUT;
    if (std::exchange(m_watched, events) != events)
        m_set.watch(*this, events);
}

Tick Connection::now() const { return m_set.clock().tick(); }

} // namespace gotoai::http
