// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/listener.h"

#include "http/connectionset.h"
#include "http/listensocket.h"

#include <utility>

namespace gotoai::http {

struct Listener::State
{
    ConnectionSet connections;
};

Listener::Listener(const Clock& clock, RequestReceiver& receiver, const Limits& limits,
                   std::shared_ptr<ConnectionCounts> counts)
    : m_state(new State{{clock, receiver, limits, counts ? std::move(counts) : std::make_shared<ConnectionCounts>()}})
{
    connect(&m_state->connections, &ConnectionSet::drained, this, &Listener::drainFinished);
}

Listener::~Listener() = default;

Result<void> Listener::listen(const std::string& address, std::uint16_t port)
{
    auto socket = openListenSocket(address, port);
    if (!socket)
        return std::move(socket).error();
    return m_state->connections.listen(std::move(socket).value());
}

Result<void> Listener::listen(Descriptor socket) { return m_state->connections.listen(std::move(socket)); }

void Listener::setLimits(const Limits& limits) { m_state->connections.setLimits(limits); }

std::uint16_t Listener::port() const { return m_state->connections.port(); }

void Listener::setTls(std::shared_ptr<const TlsContext> tls) { m_state->connections.setTls(std::move(tls)); }

void Listener::drain() { m_state->connections.drain(); }

void Listener::serveWaiting() { m_state->connections.serveWaiting(); }

std::size_t Listener::connectionCount() const { return m_state->connections.connectionCount(); }

} // namespace gotoai::http
