// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/config.h"

namespace gotoai::app {

// `gotoaid verify [FILE]`: proves the books of a data directory that no daemon holds, or of the backup that is named,
// prints figures or the first line that
// does not hold. The process's exit code.
int runVerify(const Config& config, const std::string& backup);

} // namespace gotoai::app
