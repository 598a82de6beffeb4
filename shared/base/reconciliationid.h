// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"

namespace gotoai {

struct ReconciliationTag
{
    static constexpr std::string_view prefix = "rec_";
};
struct StatementTag
{
    static constexpr std::string_view prefix = "stm_";
};
struct DifferenceTag
{
    static constexpr std::string_view prefix = "diff_";
};

using ReconciliationId = Id<ReconciliationTag>;
using StatementId = Id<StatementTag>;
using DifferenceId = Id<DifferenceTag>;

} // namespace gotoai
