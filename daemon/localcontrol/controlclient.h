// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QJsonObject>

#include <string>

namespace gotoai::localcontrol {

// Asks the daemon that runs on a data directory, and waits for its answer. The daemon's own error as it said it;
// NotFound when none runs there, Forbidden when it is another user's or does not let us in.
Result<QJsonObject> askDaemon(const std::string& directory, const QJsonObject& request);

} // namespace gotoai::localcontrol
