// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <string_view>

namespace gotoai::gateway {

enum class StageGate { Closed, Open };

// StageGateClosed for a path of the Enterprise stage while the gate is closed. Asked before anything else is known of
// the request: the gate stands before whoever has a key, too.
Result<void> passStageGate(StageGate gate, std::string_view path);

} // namespace gotoai::gateway
