// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/config.h"
#include "base/result.h"

#include <string>

namespace gotoai::app {

// The directory of the daemon that a command means: the configured one or, where nobody configured any and none runs
// there, that of the system's service.
std::string daemonDirectory(const Config& config);

// Says what went wrong on stderr; the exit code for it.
int reportFailure(const Error& error);

// `gotoaid status`, `reload`, `token`, `stop`: ask the running daemon and print its answer. The process's exit code.
int runStatus(const Config& config);
int runReload(const Config& config);
int runToken(const Config& config);
// Comes back when the daemon has ended.
int runStop(const Config& config);

} // namespace gotoai::app
