// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hypercore/risk/killswitchstore.h"
#include "protocol/killswitch.h"

#include <array>
#include <string_view>

namespace gotoai::control {

inline constexpr std::array<std::string_view, 3> kKillStates{"on", "released", "expired"};

std::string_view stateWord(const hypercore::KillSwitch& killSwitch, Instant now);
protocol::KillSwitch toWire(const hypercore::KillSwitch& killSwitch, const hypercore::KillSwitchStore& store,
                            Instant now);

} // namespace gotoai::control
