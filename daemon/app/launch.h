// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/config.h"
#include "app/democlock.h"
#include "service/inheritedsockets.h"

#include <memory>

namespace gotoai::app {

// What a daemon is started with.
struct Launch
{
    Config config;         // what `sources` come to
    ConfigSources sources; // read again on reload
    service::InheritedSockets sockets;
    std::unique_ptr<DemoClock> demoClock; // what time goes by when a day is to be played; null: the system's
};

} // namespace gotoai::app
