// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "supply/health/healthbook.h"
#include "supply/registry/catalogstore.h"

#include <string>

namespace gotoai::control {

// How endpoints do, for /metrics: by provider, the 32 oldest by their names and all others together.
std::string formatSupplyMetrics(const supply::CatalogStore& catalog, const supply::HealthBook& health, Tick now);

} // namespace gotoai::control
