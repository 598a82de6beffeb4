// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "hypercore/risk/killswitches.h"
#include "supply/catalog.h"
#include "supply/health/healthbook.h"

#include <map>
#include <memory>

namespace gotoai::hypercore {

// When endpoints were probed last, by their slots.
using LastProbes = std::map<std::uint32_t, Tick>;

// An endpoint that nobody has measured is probed again after so long.
inline constexpr std::chrono::minutes kProbeAgain{10};

// Which endpoint in service wants a probe. One whose breaker may be tried again comes first, so that no caller has to
// be the one who tries; then the one that has not been measured for the longest time. Null: none does.
std::shared_ptr<const supply::Endpoint> recoveringEndpoint(const supply::Catalog& catalog,
                                                           const supply::HealthBook& health,
                                                           const KillSwitches& killSwitches, Tick now);
std::shared_ptr<const supply::Endpoint> unmeasuredEndpoint(const supply::Catalog& catalog,
                                                           const supply::HealthBook& health,
                                                           const KillSwitches& killSwitches, const LastProbes& last,
                                                           Tick now);

} // namespace gotoai::hypercore
