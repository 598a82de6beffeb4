// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "http/descriptor.h"

#include <cstddef>
#include <string>

namespace gotoai::localcontrol {

// The socket's name in a data directory.
inline constexpr const char* kSocketName = "control.sock";
// The longest line that is taken, with its line feed.
inline constexpr std::size_t kMaxLineBytes = 64 * 1024;

// A listening unix socket in `directory` for its owner alone. One that an earlier process left is replaced: the caller
// holds the directory's lock. StoreUnavailable when it cannot be made.
Result<http::Descriptor> listenIn(const std::string& directory);

// NotFound when no daemon runs there, Forbidden when the directory is somebody else's.
Result<http::Descriptor> connectIn(const std::string& directory);

// Whether the other end is a process of our own user or of root.
bool isTrusted(int fd);

} // namespace gotoai::localcontrol
