// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/price.h"
#include "widgets/pairlist.h"

#include <QString>

#include <optional>

namespace gotoai::supply {

// USD for a million tokens, exactly: "0.27", "15".
QString priceText(protocol::UsdPerMillion price);
// Empty: no amount, or finer than the ledger counts (10⁻¹² USD a token).
std::optional<protocol::UsdPerMillion> parsePrice(const QString& text);

// All meters that have a price.
std::vector<widgets::Pair> pricePairs(const protocol::MeterPrices& prices);

} // namespace gotoai::supply
