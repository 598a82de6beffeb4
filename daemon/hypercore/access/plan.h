// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/planid.h"
#include "money/fee.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace gotoai::hypercore {

// A fee policy with a name, which accounts point to. Changing it changes what the orders of all of them are charged
// from then on.
struct Plan
{
    PlanId id;
    std::string name; // unique, 1…200 bytes, printable
    FeePolicy fee;
    std::int64_t version = 1;
    Instant createdAt{};
};

using PlanPtr = std::shared_ptr<const Plan>;

// Where an account's fee comes from, in falling precedence.
enum class FeeSource : std::uint8_t { Account, Plan, Configuration };

constexpr std::string_view feeSourceWord(FeeSource source)
{
    switch (source) {
    case FeeSource::Account: return "account";
    case FeeSource::Plan: return "plan";
    case FeeSource::Configuration: return "configuration";
    }
    return "";
}

} // namespace gotoai::hypercore
