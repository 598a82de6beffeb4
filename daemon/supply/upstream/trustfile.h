// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <string>

namespace gotoai::supply {

// That a file holds certificates in PEM and nothing broken, so that a daemon does not find out at its first order.
// BadConfiguration otherwise.
Result<void> checkTrustFile(const std::string& path);

} // namespace gotoai::supply
