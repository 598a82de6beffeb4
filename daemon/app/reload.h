// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/config.h"

#include <string>
#include <vector>

namespace gotoai::app {

// What reading the configuration again comes to.
struct Reload
{
    Config config;                        // in force from now on
    std::vector<std::string> applied;     // names of settings that change now
    std::vector<std::string> needRestart; // names of settings that have changed and keep their old value
};

// Both are valid. Origins follow what is applied.
Reload planReload(const Config& inForce, const Config& read);

} // namespace gotoai::app
