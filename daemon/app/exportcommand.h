// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/config.h"

#include <string>

namespace gotoai::app {

// `gotoaid export FILE`: the whole journal of the book, from its first event on, with its seals and signed heads, in
// one file that `gotoaid verify --journal` judges by itself. Beside a running daemon, or without one. The file has all
// that was answered before it began, is 0600, synced, and its books are proved before it gets its name. The process's
// exit code.
int runExport(const Config& config, const std::string& target);

} // namespace gotoai::app
