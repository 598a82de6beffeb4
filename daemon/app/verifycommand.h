// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/config.h"

namespace gotoai::app {

// `gotoaid verify`: proves the books of a data directory that no daemon holds, prints figures or the first line that
// does not hold. The process's exit code.
int runVerify(const Config& config);

} // namespace gotoai::app
