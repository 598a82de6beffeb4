// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "clearinghouse/ledgerqueries.h"
#include "hypercore/orders/finishedorder.h"
#include "storage/database.h"
#include "supply/catalog.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace gotoai::requestlog {

// How far the ledger has been gone through: orders end by a transition, or were rejected at birth.
struct LedgerPlace
{
    std::int64_t transition = 0;
    std::int64_t order = 0;
    bool operator==(const LedgerPlace&) const = default;
};

struct LedgerPiece
{
    std::vector<std::shared_ptr<const hypercore::FinishedOrder>> orders;
    LedgerPlace through; // behind them
};

// The newest place. StoreUnavailable.
Result<LedgerPlace> ledgerEnd(storage::Database& ledger);

// Up to about `most` orders that ended behind one place and not behind another. StoreUnavailable.
Result<LedgerPiece> readEnded(storage::Database& ledger, const LedgerPlace& after, const LedgerPlace& upTo,
                              std::size_t most, const supply::Catalog& catalog);

// An order as the ledger knows it: without what was between it and its client (status, address, trace) and, where a
// crash put it in doubt, without a duration. An endpoint that is unknown by now keeps its ids, under the model that was
// asked for.
hypercore::FinishedOrder finishedOrderOf(const clearinghouse::OrderRow& row, const supply::Catalog& catalog);

} // namespace gotoai::requestlog
