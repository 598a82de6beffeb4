// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "storage/database.h"

#include <chrono>
#include <cstdint>

namespace gotoai::requestlog {

// How long requests.db keeps what, and how large it may grow. Beyond the size, the oldest rows go before their time,
// then the oldest minutes, then hours; days stay.
struct Retention
{
    std::chrono::hours rows{30 * 24};
    std::chrono::hours minutes{7 * 24};
    std::chrono::hours hours{400 * 24};
    std::chrono::hours days{3650 * 24};
    std::int64_t maxBytes = 4'294'967'296; // of what is in use, log and free pages aside
};

struct Swept
{
    std::int64_t rows = 0;    // deleted by this step, rollups included
    bool hasMoreToDo = false; // another step would find something
};

// One step of keeping to it: deletes at most `maxRows` rows of each table and gives freed pages back to the file
// system. Inside a transaction.
Result<Swept> sweep(storage::Database& database, const Retention& retention, Instant now, std::int64_t maxRows);

} // namespace gotoai::requestlog
