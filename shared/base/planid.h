// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"

namespace gotoai {

struct PlanTag
{
    static constexpr std::string_view prefix = "plan_";
};

using PlanId = Id<PlanTag>;

} // namespace gotoai
