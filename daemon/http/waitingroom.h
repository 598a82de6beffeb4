// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "http/exchange.h"

#include <chrono>
#include <list>

namespace gotoai::http {

class Connection;

// Where requests wait while their receiver is busy, or the event loop takes so long for one turn that whatever has been
// begun suffers from what is added: first come, first served, and after kPatience refused with 503. A
// wait costs nothing but the connection that is open anyway, a refusal costs a write: under a load that never ends the
// patience keeps refusals few, so that nearly all of the time goes to requests that are served.
class WaitingRoom
{
public:
    struct Waiting
    {
        Connection* connection;
        Tick since;
    };
    using Place = std::list<Waiting>::iterator;

    // Both outlive the room.
    WaitingRoom(const Clock& clock, RequestReceiver& receiver);

    // Whether a request that has just come must wait: behind others, too.
    bool isNeeded() const { return !m_waiting.empty() || isBusy(); }
    bool isEmpty() const { return m_waiting.empty(); }
    Place enter(Connection& connection);
    void leave(Place place) { m_waiting.erase(place); }

    // How long the event loop takes to come round, as last measured.
    void noteLag(Tick::duration lag) { m_lag = lag; }
    bool isLate() const { return m_lag > kMostLag; }

    // Lets in as many as the receiver has time for, and turns away who has waited too long.
    void serve();

    static constexpr std::chrono::milliseconds kPatience{200};
    static constexpr std::chrono::milliseconds kMostLag{20};

private:
    bool isBusy() const { return isLate() || m_receiver.isBusy(); }
    Connection& callFirst();

    const Clock& m_clock;
    RequestReceiver& m_receiver;
    std::list<Waiting> m_waiting;
    Tick::duration m_lag{0};
};

} // namespace gotoai::http
