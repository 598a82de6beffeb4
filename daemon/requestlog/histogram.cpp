// SPDX-License-Identifier: GPL-3.0-or-later
#include "requestlog/histogram.h"

#include <algorithm>
#include <numeric>

namespace gotoai::requestlog {
namespace {

void appendNumber(std::string& bytes, std::uint64_t number)
{
    while (number >= 0x80) {
        bytes.push_back(static_cast<char>(number | 0x80));
        number >>= 7;
    }
    bytes.push_back(static_cast<char>(number));
}

std::optional<std::uint64_t> takeNumber(std::span<const std::uint8_t>& bytes)
{
    std::uint64_t number = 0;
    for (unsigned shift = 0; shift < 63 && !bytes.empty(); shift += 7) {
        const std::uint8_t byte = bytes.front();
        bytes = bytes.subspan(1);
        number |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
        if ((byte & 0x80) == 0)
            return number;
    }
    return std::nullopt;
}

} // namespace

void Histogram::add(std::chrono::microseconds duration)
{
    const auto bucket = std::ranges::lower_bound(kBoundsMs, duration.count(), {}, [](auto ms) { return ms * 1000; });
    ++m_counts[static_cast<std::size_t>(bucket - kBoundsMs.begin())];
}

void Histogram::add(const Histogram& other)
{
    for (std::size_t i = 0; i < m_counts.size(); ++i)
        m_counts[i] += other.m_counts[i];
}

std::int64_t Histogram::count() const { return std::accumulate(m_counts.begin(), m_counts.end(), std::int64_t{0}); }

std::optional<std::int64_t> Histogram::percentileMs(std::int64_t perMille) const
{
    const std::int64_t all = count();
    if (all == 0)
        return std::nullopt;
    const std::int64_t rank = std::max<std::int64_t>(1, (all * perMille + 999) / 1000);
    std::int64_t seen = 0;
    for (std::size_t i = 0; i < kBoundsMs.size(); ++i) {
        seen += m_counts[i];
        if (seen >= rank)
            return kBoundsMs[i];
    }
    return kBoundsMs.back();
}

std::string Histogram::encode() const
{
    std::string bytes;
    for (std::size_t i = 0; i < m_counts.size(); ++i) {
        if (m_counts[i] == 0)
            continue;
        appendNumber(bytes, i);
        appendNumber(bytes, static_cast<std::uint64_t>(m_counts[i]));
    }
    return bytes;
}

Result<Histogram> Histogram::decode(std::span<const std::uint8_t> bytes)
{
    Histogram histogram;
    while (!bytes.empty()) {
        const auto bucket = takeNumber(bytes);
        const auto count = takeNumber(bytes);
        if (!bucket || !count || *bucket >= histogram.m_counts.size())
            return failure(ErrorCode::Corrupt, "a latency histogram is damaged");
        histogram.m_counts[*bucket] += static_cast<std::int64_t>(*count);
    }
    return histogram;
}

} // namespace gotoai::requestlog
