// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"

#include <string_view>

namespace gotoai {

struct KillSwitchTag
{
    static constexpr std::string_view prefix = "kill_";
};

using KillSwitchId = Id<KillSwitchTag>;

} // namespace gotoai
