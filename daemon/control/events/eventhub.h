// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "control/events/eventring.h"
#include "control/events/eventstream.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace gotoai::control {

// Takes in what happens and tells its readers, each its own part. Memory is bounded by the ring and by what may wait in
// each connection, however many readers there are and however slow. Main thread.
class EventHub
{
public:
    struct Limits
    {
        EventRing::Bounds ring{};
        std::size_t readers = 1'024;
        std::size_t readersOfOne = 64; // of one holder
    };
    // Whether the reader may go on: its credential may have been revoked since.
    using Gatekeeper = std::function<bool(const http::Request&, const Subscription&)>;

    explicit EventHub(const Clock& clock)
        : EventHub(clock, Limits())
    {}
    EventHub(const Clock& clock, const Limits& limits);

    void setGatekeeper(Gatekeeper gatekeeper) { m_gatekeeper = std::move(gatekeeper); }

    // Takes the exchange where it succeeds. Overloaded when there are too many readers, RateLimited when the holder
    // has too many.
    Result<void> subscribe(std::unique_ptr<http::Exchange>& exchange, Subscription subscription);

    void publish(Event event);
    // So many of a topic were lost before they came here; the readers of the topic are told.
    void dropped(Topic topic, std::uint64_t count);
    // Whether anybody would hear of it.
    bool isWanted(Topic topic) const;

    // Ten times a second or so: writes what is new.
    void tick();
    std::size_t readerCount() const { return m_streams.size(); }

private:
    void dropGone();

    const Clock& m_clock;
    const Limits m_limits;
    EventRing m_ring;
    std::vector<std::unique_ptr<EventStream>> m_streams;
    Gatekeeper m_gatekeeper;
    Tick m_checkedAt{};
};

} // namespace gotoai::control
