// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "control/events/eventring.h"
#include "http/exchange.h"

#include <memory>
#include <optional>
#include <string>

namespace gotoai::control {

// What a reader wants and may see.
struct Subscription
{
    Topics topics = kAllTopics;
    std::optional<AccountId> account{}; // a member's: only what is its own; empty: everything
    std::string holder{};               // whose connection it is, for the cap on one holder
    std::string lastEventId{};          // of the Last-Event-ID header; empty: from now on
};

// One reader. Holds its place in the ring and no events. Main thread; `ring` outlives it.
class EventStream final : private http::ExchangeObserver
{
public:
    // More than so much is never left waiting in the connection by further events.
    static constexpr std::size_t kMaxWaiting = 8 * 1024;

    EventStream(std::unique_ptr<http::Exchange> exchange, Subscription subscription, const EventRing& ring, Tick now);

    // Up to `budget` bytes of what it has not had yet; nothing while the connection has enough to send.
    void write(std::size_t budget, Tick now);
    void keepAlive(Tick now);
    // The ring lets the entry go: it is lost to this reader if it had not had it.
    void evicted(const EventRing::Entry& entry);
    void addDropped(std::uint64_t count) { m_dropped += count; }
    void end() { m_exchange->endStream(); }

    bool isGone() const { return m_isGone; }
    const Subscription& subscription() const { return m_subscription; }
    const http::Request& request() const { return m_exchange->request(); }

private:
    void clientGone() override { m_isGone = true; }
    void drained() override {} // the next tick writes on
    bool wants(const EventRing::Entry& entry) const;
    void send(Tick now);

    std::unique_ptr<http::Exchange> m_exchange;
    const Subscription m_subscription;
    const EventRing& m_ring;
    std::uint64_t m_next; // the number that it is to have next
    std::uint64_t m_dropped = 0;
    Tick m_writtenAt;
    std::string m_text; // kept for its capacity
    bool m_isGone = false;
};

} // namespace gotoai::control
