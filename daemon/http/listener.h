// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "http/connectioncounts.h"
#include "http/descriptor.h"
#include "http/exchange.h"
#include "http/limits.h"
#include "http/tlscontext.h"

#include <QObject>

#include <cstdint>
#include <memory>
#include <string>

namespace gotoai::http {

// Listens on one address of one thread's event loop and hands complete requests to a receiver. Several listeners may
// share an address and port (SO_REUSEPORT): the kernel spreads connections over them.
class Listener final : public QObject
{
    Q_OBJECT

public:
    // `clock` and `receiver` outlive the listener. Listeners that share `counts` share the limits of connections; null:
    // one's own.
    Listener(const Clock& clock, RequestReceiver& receiver, const Limits& limits,
             std::shared_ptr<ConnectionCounts> counts = nullptr);
    ~Listener() override;

    // Numeric address. Port 0 picks a free one; see port(). BadConfiguration when it cannot be bound.
    Result<void> listen(const std::string& address, std::uint16_t port);
    // A socket that listens already; others may accept from it too. It is made non-blocking.
    Result<void> listen(Descriptor socket);
    std::uint16_t port() const;
    // Connections that are accepted from now on speak TLS; those that are open keep what they began with.
    void setTls(std::shared_ptr<const TlsContext> tls);

    // Counts for what arrives from now on.
    void setLimits(const Limits& limits);

    // Stops accepting, closes silent connections, lets running answers end, and those to requests that were on their
    // way, with `connection: close`. drainFinished() follows when the last connection has closed, at once if there is
    // none.
    void drain();
    std::size_t connectionCount() const;

    // To be called when a receiver that was busy has caught up; otherwise the next event or sweep finds out.
    void serveWaiting();

Q_SIGNALS:
    void drainFinished();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace gotoai::http
