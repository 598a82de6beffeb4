// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "protocol/market.h"

namespace gotoai::control {

// The market catalogue that is compiled in (resources/market). Read when somebody asks, which is seldom.
Result<protocol::MarketCatalog> readMarket();

} // namespace gotoai::control
