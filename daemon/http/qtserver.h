// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "http/descriptor.h"
#include "http/exchange.h"

#include <cstdint>
#include <functional>
#include <memory>

namespace gotoai::http {

// Qt HTTP Server, kept away from the network: it accepts the connections, and parses requests that are whole, bounded
// and already guarded, one at a time, from memory. It owns no client socket, so nothing of a client's (a split, a
// pipelined request, a disconnect) reaches its parser or its lifetimes. The only file that includes Qt HTTP Server:
// what differs between its versions is here. Lives on the listener's thread.
class QtServer
{
public:
    // Called with each accepted socket, which the callee then owns.
    explicit QtServer(std::function<void(Descriptor)> accepted);
    ~QtServer();
    QtServer(const QtServer&) = delete;
    QtServer& operator=(const QtServer&) = delete;

    // Takes over a listening socket. Once, and before handsOn().
    Result<void> listen(Descriptor socket);
    std::uint16_t port() const;
    void stopListening();

    // Has Qt's parser read method, target and host. False when it will not hand the request on.
    bool handsOn(const Request& request);

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace gotoai::http
