// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "hypercore/orders/finishedorder.h"
#include "money/usage.h"
#include "requestlog/histogram.h"
#include "storage/database.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace gotoai::requestlog {

// How wide the buckets of a rollup are. They begin at whole minutes, hours and days of UTC.
enum class Step : std::uint8_t { Minute, Hour, Day };

inline constexpr std::array<Step, 3> kSteps = {Step::Minute, Step::Hour, Step::Day};

std::chrono::seconds widthOf(Step step);
Instant bucketStart(Step step, Instant at);

// What a bucket adds up. Plain sums, so that any two add up again. An order counts where it ended.
struct Rollup
{
    std::int64_t requests = 0;
    std::int64_t failures = 0;  // without an answer, and not because the client left
    std::int64_t estimated = 0; // charged by an estimate, nobody having counted
    std::int64_t attempts = 0;
    Usage usage; // of the attempts that users paid for; not bounded by kMaxTokenCount
    std::int64_t chargeNano = 0;
    std::int64_t costNano = 0;
    std::int64_t feeNano = 0;
    Histogram total;       // from arrival to the end
    Histogram firstOutput; // from arrival; streamed answers only

    static Rollup of(const hypercore::FinishedOrder& order);
    // What the end of an order adds that was counted before it had one: money and what it was for.
    static Rollup ofLateEnd(const hypercore::FinishedOrder& order);
    void add(const Rollup& other);
    bool operator==(const Rollup&) const = default;
};

// The columns of a rollup's table behind `at` and `series`, in their order; bound from and read at `first`.
inline constexpr std::size_t kRollupColumns = 17;
void bindRollup(storage::Statement& statement, int first, const Rollup& rollup);
Result<Rollup> readRollup(const storage::Statement& statement, int first);

} // namespace gotoai::requestlog
