// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "control/processfigures.h"
#include "control/vitals.h"

#include <string>

namespace gotoai::control {

// Everything that /metrics tells. Names and labels stand in the README.
std::string formatMetrics(const Figures& figures, const ProcessFigures& process);

} // namespace gotoai::control
