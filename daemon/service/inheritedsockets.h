// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "http/descriptor.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace gotoai::service {

using Environment = std::map<std::string, std::string, std::less<>>;

// Listening sockets that the process was started with (sd_listen_fds(3)): whoever starts it keeps them open, so that
// clients who come while it starts again wait in their queue instead of being refused.
struct InheritedSockets
{
    std::vector<http::Descriptor> gateway; // any number: one a port or address family
    std::vector<http::Descriptor> admin;   // at most one

    // The descriptors from 3 on, by the names in $LISTEN_FDNAMES; none where $LISTEN_PID is another process.
    // BadConfiguration for a name other than "gateway" and "admin", a second "admin", a descriptor that is no listening
    // TCP socket. Once a process, before it opens anything: the descriptors are its own from then on.
    static Result<InheritedSockets> take(const Environment& environment);

    // "gateway.listen" → "127.0.0.1:8787": the settings that they stand for.
    std::map<std::string, std::string, std::less<>> settings() const;
};

} // namespace gotoai::service
