// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hypercore/orders/finishedorder.h"
#include "money/usage.h"
#include "telemetry/durationhistogram.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gotoai::telemetry {

// How attempts end, by the words that the ledger keeps; the last stands for all others.
inline constexpr std::array<std::string_view, 10> kAttemptOutcomes = {"answered",
                                                                      "empty",
                                                                      "client_gone",
                                                                      "upstream_unreachable",
                                                                      "upstream_timeout",
                                                                      "upstream_refused",
                                                                      "upstream_rate_limited",
                                                                      "upstream_malformed",
                                                                      "upstream_cut",
                                                                      "other"};

// Gives the first kMost providers a place of their own, for as long as the process runs; all later ones share the last.
// So the number of time series is bounded whatever is configured. Safe from any thread.
class ProviderPlaces
{
public:
    static constexpr std::size_t kMost = 32;
    static constexpr std::size_t kOthers = kMost;
    static constexpr std::size_t kNone = kMost + 1; // orders that reached no provider
    static constexpr std::size_t kCount = kMost + 2;

    std::size_t placeOf(const ProviderId& provider);
    std::vector<ProviderId> providers() const; // by place

private:
    mutable std::mutex m_mutex;
    std::vector<ProviderId> m_providers;
};

// What finished orders add up to since the start.
struct ProviderFigures
{
    std::array<std::uint64_t, hypercore::kOrderOutcomeCount> orders{};
    std::array<std::uint64_t, kAttemptOutcomes.size()> attempts{};
    std::array<std::uint64_t, kMeterCount> meters{}; // of answers that were charged
    std::int64_t chargeNano = 0;
    std::int64_t costNano = 0;
    std::int64_t feeNano = 0;

    void add(const ProviderFigures& other);
    bool isEmpty() const;
};

struct RequestFigures
{
    std::array<ProviderFigures, ProviderPlaces::kCount> providers{}; // by place
    HistogramFigures duration;
    HistogramFigures firstOutput;
    HistogramFigures overhead;
    HistogramFigures reservation; // waits for the ledger
    HistogramFigures settlement;

    void add(const RequestFigures& other);
};

// Counts the orders of one lane: written on its thread, read by any.
class LaneFigures final : public hypercore::FinishedOrderSink
{
public:
    // `places` outlives it.
    explicit LaneFigures(ProviderPlaces& places)
        : m_places(places)
    {}

    void orderFinished(std::shared_ptr<const hypercore::FinishedOrder> order) override;
    RequestFigures figures() const;

private:
    using Counter = std::atomic<std::uint64_t>;
    struct Counters
    {
        std::array<Counter, hypercore::kOrderOutcomeCount> orders{};
        std::array<Counter, kAttemptOutcomes.size()> attempts{};
        std::array<Counter, kMeterCount> meters{};
        std::atomic<std::int64_t> chargeNano{0};
        std::atomic<std::int64_t> costNano{0};
        std::atomic<std::int64_t> feeNano{0};
    };

    Counters& countersOf(const supply::Endpoint* endpoint);
    static ProviderFigures figuresOf(const Counters& counters);

    ProviderPlaces& m_places;
    std::unordered_map<ProviderId, std::size_t> m_known;
    std::array<Counters, ProviderPlaces::kCount> m_providers;
    DurationHistogram m_duration{kAnswerBoundsUs};
    DurationHistogram m_firstOutput{kAnswerBoundsUs};
    DurationHistogram m_overhead{kOwnBoundsUs};
    DurationHistogram m_reservation{kOwnBoundsUs};
    DurationHistogram m_settlement{kOwnBoundsUs};
};

} // namespace gotoai::telemetry
