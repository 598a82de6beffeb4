// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/config.h"
#include "base/result.h"
#include "http/descriptor.h"

#include <cstddef>
#include <vector>

namespace gotoai::app {

// `count` listening sockets of one address, over which the kernel spreads connections; port 0 becomes the port that was
// picked. BadConfiguration when the address cannot be bound, or somebody else listens there.
Result<std::vector<http::Descriptor>> openSockets(ListenAddress& address, std::size_t count);

// `count` descriptors, at least one of each given socket; who has time accepts. Not fewer than were given.
Result<std::vector<http::Descriptor>> shareSockets(std::vector<http::Descriptor> sockets, std::size_t count);

} // namespace gotoai::app
