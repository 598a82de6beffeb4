// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/config.h"
#include "service/inheritedsockets.h"

namespace gotoai::app {

// What a daemon is started with.
struct Launch
{
    Config config;         // what `sources` come to
    ConfigSources sources; // read again on reload
    service::InheritedSockets sockets;
};

} // namespace gotoai::app
