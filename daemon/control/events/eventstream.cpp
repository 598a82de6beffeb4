// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/events/eventstream.h"

#include <utility>

namespace gotoai::control {
namespace {

constexpr std::chrono::seconds kQuiet{15};

} // namespace

EventStream::EventStream(std::unique_ptr<http::Exchange> exchange, Subscription subscription, const EventRing& ring,
                         Tick now)
    : m_exchange(std::move(exchange))
    , m_subscription(std::move(subscription))
    , m_ring(ring)
    , m_next(ring.next())
    , m_writtenAt(now)
{
    m_exchange->setObserver(this);
    m_exchange->beginStream(
        200, {{"content-type", "text/event-stream"}, {"cache-control", "no-store"}, {"x-accel-buffering", "no"}});
    const auto resumed = ring.resumeAfter(m_subscription.lastEventId);
    if (resumed)
        m_next = *resumed;
    const bool isReset = !resumed && !m_subscription.lastEventId.empty();
    m_text =
        "retry: 2000\nid: " + ring.idOf(m_next - 1) + "\nevent: " + (isReset ? "reset" : "ready") + "\ndata: {}\n\n";
    send(now);
}

void EventStream::write(std::size_t budget, Tick now)
{
    if (m_isGone || m_exchange->bytesWaiting() > kMaxWaiting || (m_next == m_ring.next() && m_dropped == 0))
        return;
    if (m_dropped > 0)
        m_text = "event: dropped\ndata: {\"count\":" + std::to_string(std::exchange(m_dropped, 0)) + "}\n\n";
    while (m_next < m_ring.next() && m_text.size() < budget) {
        const EventRing::Entry& entry = m_ring.at(m_next++);
        if (!entry.isOvertaken && wants(entry))
            m_text += entry.frame;
    }
    if (!m_text.empty())
        send(now);
}

void EventStream::keepAlive(Tick now)
{
    if (m_isGone || now - m_writtenAt < kQuiet || m_exchange->bytesWaiting() > 0)
        return;
    m_text = ": keep-alive\n\n";
    send(now);
}

void EventStream::evicted(const EventRing::Entry& entry)
{
    if (m_next != entry.number)
        return;
    ++m_next;
    if (!entry.isOvertaken && wants(entry))
        ++m_dropped;
}

bool EventStream::wants(const EventRing::Entry& entry) const
{
    return (m_subscription.topics & bitOf(entry.topic)) != 0 &&
           (!m_subscription.account || entry.account == m_subscription.account);
}

void EventStream::send(Tick now)
{
    m_exchange->write(m_text);
    m_text.clear();
    m_writtenAt = now;
}

} // namespace gotoai::control
