// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "http/descriptor.h"
#include "http/ipaddress.h"

#include <cstdint>
#include <optional>
#include <string>

namespace gotoai::http {

// A listening TCP socket with SO_REUSEPORT, so that several may share an address and port and the kernel spreads
// connections over them. Numeric IPv4 or IPv6 address; an IPv6 socket takes no IPv4. BadConfiguration when it cannot
// be.
Result<Descriptor> openListenSocket(const std::string& address, std::uint16_t port);

// That nobody listens there yet. To be asked before the first socket of a shared port: SO_REUSEPORT would let another
// process of the same user take part of its connections unseen. BadConfiguration when somebody does.
Result<void> requireFreePort(const std::string& address, std::uint16_t port);

struct SocketAddress
{
    std::string host; // numeric
    std::uint16_t port = 0;
};

// Where a TCP socket listens. BadConfiguration when it is no such socket.
Result<SocketAddress> listeningAddressOf(int fd);

// Another descriptor of the same socket.
Result<Descriptor> duplicate(const Descriptor& socket);

// Makes an accepted socket non-blocking and undelayed.
void prepareAccepted(int fd);

// The other end; nothing when it is gone.
std::optional<IpAddress> peerAddressOf(int fd);

} // namespace gotoai::http
