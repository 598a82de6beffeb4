// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <span>
#include <vector>

namespace gotoai::telemetry {

// A histogram at one moment, as Prometheus wants it.
struct HistogramFigures
{
    std::vector<std::int64_t> boundsUs;
    std::vector<std::uint64_t> counts; // a bucket each, and one for what lies beyond the last bound
    std::int64_t sumUs = 0;

    // One of the same bounds; or any, for a histogram that is empty yet.
    void add(const HistogramFigures& other)
    {
        if (boundsUs.empty()) {
            *this = other;
            return;
        }
        for (std::size_t i = 0; i < counts.size() && i < other.counts.size(); ++i)
            counts[i] += other.counts[i];
        sumUs += other.sumUs;
    }
};

// From a lane's first byte to a long answer's last.
inline constexpr std::array<std::int64_t, 14> kAnswerBoundsUs = {
    5'000,     10'000,    25'000,    50'000,     100'000,    250'000,    500'000,
    1'000'000, 2'500'000, 5'000'000, 10'000'000, 30'000'000, 60'000'000, 120'000'000};
// What we add ourselves, and what a disk takes.
inline constexpr std::array<std::int64_t, 13> kOwnBoundsUs = {
    100, 250, 500, 1'000, 2'500, 5'000, 10'000, 25'000, 50'000, 100'000, 250'000, 500'000, 1'000'000};

// Counts durations. Observed by any thread, read by any other; a reading may miss what is being observed.
class DurationHistogram
{
public:
    // `boundsUs` ascend and live as long as the program; at most kMostBounds of them.
    explicit DurationHistogram(std::span<const std::int64_t> boundsUs)
        : m_boundsUs(boundsUs.first(std::min(boundsUs.size(), kMostBounds)))
    {}

    void observe(std::chrono::microseconds duration)
    {
        const auto bucket = std::ranges::lower_bound(m_boundsUs, duration.count()) - m_boundsUs.begin();
        m_counts[static_cast<std::size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
        m_sumUs.fetch_add(duration.count(), std::memory_order_relaxed);
    }

    HistogramFigures figures() const
    {
        HistogramFigures figures{{m_boundsUs.begin(), m_boundsUs.end()}, {}, m_sumUs.load(std::memory_order_relaxed)};
        for (std::size_t i = 0; i <= m_boundsUs.size(); ++i)
            figures.counts.push_back(m_counts[i].load(std::memory_order_relaxed));
        return figures;
    }

    static constexpr std::size_t kMostBounds = 15;

private:
    const std::span<const std::int64_t> m_boundsUs;
    std::array<std::atomic<std::uint64_t>, kMostBounds + 1> m_counts{};
    std::atomic<std::int64_t> m_sumUs{0};
};

} // namespace gotoai::telemetry
