// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"

namespace gotoai {

struct BudgetTag
{
    static constexpr std::string_view prefix = "bud_";
};

using BudgetId = Id<BudgetTag>;

} // namespace gotoai
