// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"

namespace gotoai {

struct AlertTag
{
    static constexpr std::string_view prefix = "alert_";
};

using AlertId = Id<AlertTag>;

} // namespace gotoai
