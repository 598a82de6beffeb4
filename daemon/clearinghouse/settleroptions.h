// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clearinghouse/bookingrules.h"
#include "clearinghouse/requestmemory.h"
#include "clearinghouse/topupmemory.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace gotoai::clearinghouse {

// What earlier batches left in the tables. StoreUnavailable when they cannot be read.
struct SettlerLookups
{
    std::function<Result<std::optional<KeptTopUp>>(std::string_view rail, std::string_view id)> topUp{};
    std::function<Result<std::optional<BookingRow>>(BookingKind, std::string_view scope, std::string_view id)>
        booking{};
    std::function<Result<std::optional<KeptRequest>>(const crypto::Digest& scope)> request{};
    // Its refunds are those among the bookings up to `through`.
    std::function<Result<std::optional<EndedOrder>>(OrderNumber, std::int64_t through)> endedOrder{};
    std::function<Result<std::optional<Money>>(OrderNumber, std::int64_t attempt)> settledCost{};
};

struct SettlerOptions
{
    std::chrono::microseconds doubtDeadline = std::chrono::minutes(10);
    std::chrono::microseconds requestMemory = std::chrono::hours(24); // for which one makes no second order
    std::size_t maxOpenOrders = 100'000;
    std::size_t doubtsPerBatch = 1'000; // that expire together
    std::int64_t transfersPerCheckpoint = 65'536;
};

} // namespace gotoai::clearinghouse
