// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "control/parts.h"

#include <string>
#include <vector>

namespace gotoai::control {

// Why no order should be sent here now, as stable words; empty: the daemon is ready.
std::vector<std::string> reasonsAgainstReadiness(const Parts& parts);

} // namespace gotoai::control
