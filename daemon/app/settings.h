// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/config.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace gotoai::app {

// When a changed value counts in a running daemon that reads its file again.
enum class Effect { AtReload, AtRestart };

// One setting: its name in the file ("http.max_body_bytes"; the environment spells it GOTOAID_HTTP_MAX_BODY_BYTES).
struct Setting
{
    std::string_view name;
    std::string_view purpose; // what it decides: a phrase, for the manual
    std::string_view help;    // unit and range, for the manual and for errors
    Effect effect = Effect::AtRestart;
    // Reads the text form; a refusal says what is allowed.
    std::function<Result<void>(Config&, std::string_view)> set;
    // The text form of the value in force: what `set` would read.
    std::function<std::string(const Config&)> text;
    bool isNumber = false; // in the file it stands without quotes
};

// In the order in which the manual lists them: by section.
const std::vector<Setting>& settings();
// Null when there is none of that name.
const Setting* findSetting(std::string_view name);
// "GOTOAID_HTTP_MAX_BODY_BYTES" for "http.max_body_bytes".
std::string environmentName(std::string_view setting);

} // namespace gotoai::app
