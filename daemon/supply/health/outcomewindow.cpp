// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/health/outcomewindow.h"

#include <numeric>

namespace gotoai::supply {
namespace {

std::int64_t periodOf(Tick tick)
{
    return std::chrono::duration_cast<std::chrono::seconds>(tick.time_since_epoch()).count() /
           OutcomeWindow::kBucket.count();
}

} // namespace

std::string_view attemptFateWord(AttemptFate fate)
{
    switch (fate) {
    case AttemptFate::Answered: return "answered";
    case AttemptFate::RateLimited: return "rate_limited";
    case AttemptFate::Unreachable: return "unreachable";
    case AttemptFate::TimedOut: return "timed_out";
    case AttemptFate::Refused: return "refused";
    case AttemptFate::Malformed: return "malformed";
    case AttemptFate::Cut: return "cut";
    }
    return "answered";
}

std::int64_t FateCounts::total() const { return std::accumulate(counts.begin(), counts.end(), std::int64_t{0}); }

std::int64_t FateCounts::failed() const
{
    return total() - (*this)[AttemptFate::Answered] - (*this)[AttemptFate::RateLimited];
}

void OutcomeWindow::count(AttemptFate fate, Tick now)
{
    const std::int64_t period = periodOf(now);
    Bucket& bucket = m_buckets[static_cast<std::size_t>(period) % kBuckets];
    std::int64_t seen = bucket.period.load(std::memory_order_acquire);
    if (seen != period && bucket.period.compare_exchange_strong(seen, period, std::memory_order_acq_rel)) {
        for (auto& count : bucket.counts)
            count.store(0, std::memory_order_relaxed);
    }
    bucket.counts[static_cast<std::size_t>(fate)].fetch_add(1, std::memory_order_relaxed);
}

FateCounts OutcomeWindow::counts(Tick now) const
{
    const std::int64_t period = periodOf(now);
    FateCounts sum;
    for (const Bucket& bucket : m_buckets) {
        const std::int64_t age = period - bucket.period.load(std::memory_order_acquire);
        if (age < 0 || age >= static_cast<std::int64_t>(kBuckets))
            continue;
        for (std::size_t i = 0; i < sum.counts.size(); ++i)
            sum.counts[i] += bucket.counts[i].load(std::memory_order_relaxed);
    }
    return sum;
}

} // namespace gotoai::supply
