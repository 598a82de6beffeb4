// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "money/money.h"

#include <cstdint>

namespace gotoai {

// What the platform adds to a provider's cost: a share of it and a fixed amount a call, either may be zero.
struct FeePolicy
{
    std::int32_t basisPoints = 0; // 1/100 of a percent, 0…1,000,000
    Money perCall;                // ≥ 0

    static constexpr std::int32_t kMaxBasisPoints = 1'000'000;
    bool operator==(const FeePolicy&) const = default;
};

} // namespace gotoai
