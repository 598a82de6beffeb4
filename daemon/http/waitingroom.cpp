// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/waitingroom.h"

#include "http/connection.h"

namespace gotoai::http {

WaitingRoom::WaitingRoom(const Clock& clock, RequestReceiver& receiver)
    : m_clock(clock)
    , m_receiver(receiver)
{}

WaitingRoom::Place WaitingRoom::enter(Connection& connection)
{
    return m_waiting.insert(m_waiting.end(), {&connection, m_clock.tick()});
}

void WaitingRoom::serve()
{
    while (!m_waiting.empty() && !isBusy())
        callFirst().comeIn();
    while (!m_waiting.empty() && m_clock.tick() - m_waiting.front().since >= kPatience)
        callFirst().goAway();
}

Connection& WaitingRoom::callFirst()
{
    Connection& first = *m_waiting.front().connection;
    m_waiting.pop_front();
    return first;
}

} // namespace gotoai::http
