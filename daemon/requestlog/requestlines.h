// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hypercore/orders/finishedorder.h"

#include <cstdint>

namespace gotoai::requestlog {

// Which ends of orders leave a line in the daemon's log.
enum class RequestLines : std::uint8_t { None, Failures, All };

// One line `order_finished`: ids, outcome, tokens, amounts, times. Never what was asked or answered.
void writeRequestLine(const hypercore::FinishedOrder& order, RequestLines lines);

} // namespace gotoai::requestlog
