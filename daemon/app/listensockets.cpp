// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/listensockets.h"

#include "http/listensocket.h"

#include <utility>

namespace gotoai::app {

Result<std::vector<http::Descriptor>> openSockets(ListenAddress& address, std::size_t count)
{
    if (auto free = http::requireFreePort(address.host, address.port); !free)
        return std::move(free).error();
    std::vector<http::Descriptor> sockets;
    while (sockets.size() < count) {
        auto socket = http::openListenSocket(address.host, address.port);
        if (!socket)
            return std::move(socket).error();
        auto bound = http::listeningAddressOf(socket->fd());
        if (!bound)
            return std::move(bound).error();
        address.port = bound->port;
        sockets.push_back(std::move(*socket));
    }
    return sockets;
}

Result<std::vector<http::Descriptor>> shareSockets(std::vector<http::Descriptor> sockets, std::size_t count)
{
    const std::size_t given = sockets.size();
    for (std::size_t i = given; i < count; ++i) {
        auto copy = http::duplicate(sockets[i % given]);
        if (!copy)
            return std::move(copy).error();
        sockets.push_back(std::move(*copy));
    }
    return sockets;
}

} // namespace gotoai::app
