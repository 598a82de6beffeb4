// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/config.h"

#include <string>

namespace gotoai::app {

// `gotoaid check`: the configuration in force as the file that would make it, each line with where its value came from.
std::string configText(const Config& config);

// `gotoaid print-config`: a file to start from. Every setting with its purpose, what it allows, when a change counts,
// and its default, commented out. The same on every machine.
std::string configTemplate();

} // namespace gotoai::app
