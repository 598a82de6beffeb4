// SPDX-License-Identifier: GPL-3.0-or-later
#include "control/readiness.h"

#include <algorithm>

namespace gotoai::control {

std::vector<std::string> reasonsAgainstReadiness(const Parts& parts)
{
    std::vector<std::string> reasons;
    if (parts.vitals.isDraining())
        reasons.emplace_back("draining");
    const Figures figures = parts.vitals.figures();
    if (figures.isStoreLow)
        reasons.emplace_back("store_low_space");
    if (parts.writer.hasFailed() || figures.ledgerWriter.hasFailed)
        reasons.emplace_back("ledger_not_writable");
    if (parts.booksGuard.current())
        reasons.emplace_back("books_frozen");
    const auto isRoutable = [](const auto& row) { return row.second->isRoutable(); };
    if (std::ranges::none_of(parts.catalog.endpoints(), isRoutable))
        reasons.emplace_back("no_route");
    return reasons;
}

} // namespace gotoai::control
