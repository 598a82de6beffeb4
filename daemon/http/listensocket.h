// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "http/descriptor.h"

#include <cstdint>
#include <string>

namespace gotoai::http {

// A listening TCP socket with SO_REUSEPORT, so that several may share an address and port and the kernel spreads
// connections over them. Numeric IPv4 or IPv6 address; an IPv6 socket takes no IPv4. BadConfiguration when it cannot
// be.
Result<Descriptor> openListenSocket(const std::string& address, std::uint16_t port);

// That nobody listens there yet. To be asked before the first socket of a shared port: SO_REUSEPORT would let another
// process of the same user take part of its connections unseen. BadConfiguration when somebody does.
Result<void> requireFreePort(const std::string& address, std::uint16_t port);

// Makes an accepted socket non-blocking and undelayed.
void prepareAccepted(int fd);

// Numeric address of the other end; an IPv4 client of an IPv6 socket is written as IPv4.
std::string peerAddressOf(int fd);

} // namespace gotoai::http
