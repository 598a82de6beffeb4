// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "control/vitals.h"

#include <string>

namespace gotoai::control {

// Prometheus text format 0.0.4.
std::string formatMetrics(const Figures& figures);

} // namespace gotoai::control
