// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QJsonObject>

#include <chrono>
#include <string>

namespace gotoai::localcontrol {

inline constexpr std::chrono::seconds kPatience{120}; // a catch-up of the ledger may take its time

// Asks the daemon that runs on a data directory, and waits for its answer. The daemon's own error as it said it;
// NotFound when none runs there, Forbidden when it is another user's, Internal when it says nothing for so long or ends
// before it has answered.
Result<QJsonObject> askDaemon(const std::string& directory, const QJsonObject& request,
                              std::chrono::seconds patience = kPatience);

} // namespace gotoai::localcontrol
