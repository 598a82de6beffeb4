// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/events/eventhub.h"

#include "base/id.h"

#include <algorithm>

namespace gotoai::control {
namespace {

// What one tick writes to all readers together, and to each of them.
constexpr std::size_t kTickBytes = 4 * 1024 * 1024;
constexpr std::size_t kLeastShare = 2 * 1024;
constexpr std::size_t kMostShare = 1024 * 1024;
constexpr std::chrono::seconds kCheckInterval{5};

} // namespace

EventHub::EventHub(const Clock& clock, const Limits& limits)
    : m_clock(clock)
    , m_limits(limits)
    , m_ring(idToString({}, makeUuidV7(clock.now())), limits.ring)
{}

Result<void> EventHub::subscribe(std::unique_ptr<http::Exchange>& exchange, Subscription subscription)
{
    dropGone();
    if (m_streams.size() >= m_limits.readers)
        return failure(ErrorCode::Overloaded, "too many read events already");
    const auto ofHolder = std::ranges::count_if(
        m_streams, [&](const auto& stream) { return stream->subscription().holder == subscription.holder; });
    if (static_cast<std::size_t>(ofHolder) >= m_limits.readersOfOne)
        return failure(ErrorCode::RateLimited, "this credential reads events on too many connections already");
    m_streams.push_back(
        std::make_unique<EventStream>(std::move(exchange), std::move(subscription), m_ring, m_clock.tick()));
    return {};
}

void EventHub::publish(Event event)
{
    m_ring.add(std::move(event), [this](const EventRing::Entry& entry) {
        for (const auto& stream : m_streams)
            stream->evicted(entry);
    });
}

void EventHub::dropped(Topic topic, std::uint64_t count)
{
    for (const auto& stream : m_streams) {
        if ((stream->subscription().topics & bitOf(topic)) != 0)
            stream->addDropped(count);
    }
}

bool EventHub::isWanted(Topic topic) const
{
    return std::ranges::any_of(m_streams,
                               [&](const auto& stream) { return (stream->subscription().topics & bitOf(topic)) != 0; });
}

void EventHub::tick()
{
    dropGone();
    if (m_streams.empty())
        return;
    const Tick now = m_clock.tick();
    if (m_gatekeeper && now - m_checkedAt >= kCheckInterval) {
        m_checkedAt = now;
        std::erase_if(m_streams, [this](const auto& stream) {
            const bool isOut = !m_gatekeeper(stream->request(), stream->subscription());
            if (isOut)
                stream->end();
            return isOut;
        });
    }
    const std::size_t share =
        std::clamp(kTickBytes / std::max<std::size_t>(m_streams.size(), 1), kLeastShare, kMostShare);
    for (const auto& stream : m_streams) {
        stream->write(share, now);
        stream->keepAlive(now);
    }
}

void EventHub::dropGone()
{
    std::erase_if(m_streams, [](const auto& stream) { return stream->isGone(); });
}

} // namespace gotoai::control
