// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "requestlog/retention.h"
#include "storage/database.h"

#include <optional>

// Rollups held against the rows that they add up, a day of UTC at a time, and made anew from them.
namespace gotoai::requestlog {

struct DayVerdict
{
    std::optional<Instant> day{}; // empty: there is none to look at
    bool isSound = true;
};

// The first day from `from` on all of whose rows are still there, and whether its rollups are what the rows come to.
// Rollups past their age are left alone. One snapshot, read-only. StoreUnavailable.
Result<DayVerdict> judgeDay(storage::Database& database, const std::optional<Instant>& from, const Retention& retention,
                            Instant now);

// Makes the rollups of such a day anew. Inside a transaction. Conflict, and nothing done, when rows of that day have
// been swept since it was judged: its rollups are all that is left of them. StoreUnavailable.
Result<void> mendDay(storage::Database& database, Instant day, const Retention& retention, Instant now);

} // namespace gotoai::requestlog
