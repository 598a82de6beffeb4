// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "money/money.h"

#include <cstdint>

namespace gotoai::hypercore {

// What tests of endpoints have been and cost, since the start.
struct ProbeFigures
{
    std::uint64_t answered = 0;
    std::uint64_t failed = 0;
    Money cost;
};

} // namespace gotoai::hypercore
