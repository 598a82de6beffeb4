// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <array>
#include <chrono>
#include <cstdint>

namespace gotoai::hypercore {

// Keeps retries from adding to an outage: of the orders of the last ten seconds at most a fifth may have been tried
// again where failure is likely, and three in any case. One a lane, on its thread.
class RetryBudget
{
public:
    static constexpr std::int64_t kOrdersPerRetry = 5;
    static constexpr std::int64_t kLeast = 3;
    static constexpr std::chrono::seconds kSecond{1};
    static constexpr std::size_t kWindow = 10; // seconds

    void orderBegan(Tick now) { ++bucketAt(now).orders; }
    // Whether one more retry may go out; counts it if so.
    bool take(Tick now);
    // Counts a further attempt that is allowed whatever the budget says: to an endpoint that does well.
    void note(Tick now) { ++bucketAt(now).retries; }

private:
    struct Bucket
    {
        std::int64_t second = -1;
        std::int64_t orders = 0;
        std::int64_t retries = 0;
    };
    Bucket& bucketAt(Tick now);

    std::array<Bucket, kWindow> m_buckets;
};

} // namespace gotoai::hypercore
