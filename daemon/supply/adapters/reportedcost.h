// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "money/money.h"
#include "json/value.h"

#include <optional>

namespace gotoai::supply {

// An amount of USD that a provider tells as a JSON number ("0.00014", "1.4e-4"), to the nearest nano-dollar and without
// a float on its way. Empty when it is no number, negative or beyond what Money holds.
std::optional<Money> readReportedCost(const json::Value& cost);

} // namespace gotoai::supply
