// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace gotoai {

// Exact decimal text ↔ scaled integer. `scale` is the number of fractional digits one unit stands for (nano: 9).
// Parsing takes [-]digits[.digits]: no exponent, no plus, no spaces, no bare point, at most `scale` fractional digits
// (trailing zeros beyond it pass), and refuses what int64 cannot hold.
Result<std::int64_t> parseDecimal(std::string_view text, int scale);

// Shortest exact form; at least `minimumFraction` fractional digits.
std::string formatDecimal(std::int64_t value, int scale, int minimumFraction = 0);

} // namespace gotoai
