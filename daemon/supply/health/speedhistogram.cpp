// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/health/speedhistogram.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace gotoai::supply {
namespace {

constexpr std::int64_t kMost = (std::int64_t{1} << 28) - 1;

std::int64_t periodOf(Tick tick)
{
    return std::chrono::duration_cast<std::chrono::seconds>(tick.time_since_epoch()) / SpeedHistogram::kGeneration;
}

template<class Sums, class MiddleOf>
std::int64_t quantile(const Sums& sums, std::int64_t total, std::int64_t perCent, MiddleOf middleOf)
{
    const std::int64_t rank = std::max<std::int64_t>(1, (total * perCent + 99) / 100);
    std::int64_t passed = 0;
    for (std::size_t bin = 0; bin < sums.size(); ++bin) {
        passed += sums[bin];
        if (passed >= rank)
            return middleOf(bin);
    }
    return 0;
}

} // namespace

// 0…3 have bins of their own; from 4 on, four to an octave.
std::size_t SpeedHistogram::binOf(std::int64_t value)
{
    const auto clamped = static_cast<std::uint64_t>(std::clamp<std::int64_t>(value, 0, kMost));
    if (clamped < 4)
        return static_cast<std::size_t>(clamped);
    const auto octave = static_cast<std::size_t>(std::bit_width(clamped)) - 1; // ≥ 2
    return octave * 4 - 4 + (clamped >> (octave - 2) & 3);
}

std::int64_t SpeedHistogram::middleOf(std::size_t bin)
{
    if (bin < 4)
        return static_cast<std::int64_t>(bin);
    const std::size_t octave = bin / 4 + 1;
    const std::int64_t width = std::int64_t{1} << (octave - 2);
    return (4 + static_cast<std::int64_t>(bin % 4)) * width + width / 2;
}

std::int64_t SpeedHistogram::add(std::int64_t value, Tick now)
{
    const std::int64_t period = periodOf(now);
    Generation& generation = m_generations[static_cast<std::size_t>(period) % m_generations.size()];
    std::int64_t seen = generation.period.load(std::memory_order_acquire);
    if (seen != period && generation.period.compare_exchange_strong(seen, period, std::memory_order_acq_rel)) {
        for (auto& count : generation.counts)
            count.store(0, std::memory_order_relaxed);
    }
    generation.counts[binOf(value)].fetch_add(1, std::memory_order_relaxed);
    const auto all = sums(period);
    const std::int64_t total = std::accumulate(all.begin(), all.end(), std::int64_t{0});
    return quantile(all, total, 50, middleOf);
}

std::array<std::int64_t, SpeedHistogram::kBins> SpeedHistogram::sums(std::int64_t period) const
{
    std::array<std::int64_t, kBins> sums{};
    for (const Generation& generation : m_generations) {
        const std::int64_t age = period - generation.period.load(std::memory_order_acquire);
        if (age != 0 && age != 1)
            continue;
        for (std::size_t bin = 0; bin < kBins; ++bin)
            sums[bin] += generation.counts[bin].load(std::memory_order_relaxed);
    }
    return sums;
}

SpeedHistogram::Quantiles SpeedHistogram::quantiles(Tick now) const
{
    const auto all = sums(periodOf(now));
    const std::int64_t total = std::accumulate(all.begin(), all.end(), std::int64_t{0});
    if (total == 0)
        return {};
    const auto at = [&all, total](std::int64_t perCent) { return quantile(all, total, perCent, middleOf); };
    return {.count = total, .p50 = at(50), .p90 = at(90), .p95 = at(95), .p99 = at(99)};
}

} // namespace gotoai::supply
