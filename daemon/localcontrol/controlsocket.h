// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "http/descriptor.h"

#include <sys/types.h>

#include <cstddef>
#include <optional>
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

// The user of the process at the other end, if that is our own or root; nothing for a stranger.
std::optional<uid_t> trustedUser(int fd);

} // namespace gotoai::localcontrol
