// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/orders/retrybudget.h"

#include <algorithm>

namespace gotoai::hypercore {

RetryBudget::Bucket& RetryBudget::bucketAt(Tick now)
{
    const std::int64_t second = now.time_since_epoch() / kSecond;
    Bucket& bucket = m_buckets[static_cast<std::size_t>(second) % kWindow];
    if (bucket.second != second)
        bucket = {.second = second};
    return bucket;
}

bool RetryBudget::take(Tick now)
{
    Bucket& current = bucketAt(now);
    std::int64_t orders = 0;
    std::int64_t retries = 0;
    for (const Bucket& bucket : m_buckets) {
        if (current.second - bucket.second >= static_cast<std::int64_t>(kWindow))
            continue;
        orders += bucket.orders;
        retries += bucket.retries;
    }
    if (retries >= std::max(kLeast, orders / kOrdersPerRetry))
        return false;
    ++current.retries;
    return true;
}

} // namespace gotoai::hypercore
