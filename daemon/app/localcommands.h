// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/localaudit.h"
#include "app/reload.h"
#include "base/secret.h"
#include "localcontrol/controlserver.h"

#include <functional>

namespace gotoai::app {

// What the commands beside `serve` may have the running daemon do. All on its main thread.
struct DaemonActions
{
    std::function<QJsonObject()> status;
    std::function<Result<Reload>(const LocalUser& by)> reload;
    std::function<void()> stop;
    std::function<void(const LocalUser& by, std::function<void(Result<Secret>)>)> createToken;
    // Brings the tables of ledger.db up to everything that was answered; false when that takes too long.
    std::function<bool()> catchUp;
};

// The daemon's side of `gotoaid status`, `reload`, `stop`, `token` and `backup`. NotFound for other commands.
localcontrol::ControlServer::Serve serveLocally(DaemonActions actions);

} // namespace gotoai::app
