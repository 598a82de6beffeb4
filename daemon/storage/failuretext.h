// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

struct sqlite3;

namespace gotoai::storage {

// Why the last call on the connection failed, for people: what SQLite says, and that the disk is full where the system
// said so and SQLite speaks of an I/O error.
std::string failureText(sqlite3* connection);

} // namespace gotoai::storage
