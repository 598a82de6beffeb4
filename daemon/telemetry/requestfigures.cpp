// SPDX-License-Identifier: GPL-3.0-or-later
#include "telemetry/requestfigures.h"

#include <algorithm>

namespace gotoai::telemetry {
namespace {

// One thread writes: no need for an atomic read-modify-write.
template<class Number>
void bump(std::atomic<Number>& counter, Number by)
{
    counter.store(counter.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
}

template<class Number, std::size_t Count>
std::array<Number, Count> valuesOf(const std::array<std::atomic<Number>, Count>& counters)
{
    std::array<Number, Count> values{};
    for (std::size_t i = 0; i < Count; ++i)
        values[i] = counters[i].load(std::memory_order_relaxed);
    return values;
}

template<class Number, std::size_t Count>
void addTo(std::array<Number, Count>& sums, const std::array<Number, Count>& values)
{
    for (std::size_t i = 0; i < Count; ++i)
        sums[i] += values[i];
}

std::size_t attemptOutcome(std::string_view word)
{
    const auto found = std::ranges::find(kAttemptOutcomes, word);
    return found == kAttemptOutcomes.end() ? kAttemptOutcomes.size() - 1
                                           : static_cast<std::size_t>(found - kAttemptOutcomes.begin());
}

} // namespace

std::size_t ProviderPlaces::placeOf(const ProviderId& provider)
{
    const std::lock_guard lock(m_mutex);
    const auto found = std::ranges::find(m_providers, provider);
    if (found != m_providers.end())
        return static_cast<std::size_t>(found - m_providers.begin());
    if (m_providers.size() == kMost)
        return kOthers;
    m_providers.push_back(provider);
    return m_providers.size() - 1;
}

std::vector<ProviderId> ProviderPlaces::providers() const
{
    const std::lock_guard lock(m_mutex);
    return m_providers;
}

void ProviderFigures::add(const ProviderFigures& other)
{
    addTo(orders, other.orders);
    addTo(attempts, other.attempts);
    addTo(meters, other.meters);
    chargeNano += other.chargeNano;
    costNano += other.costNano;
    feeNano += other.feeNano;
}

bool ProviderFigures::isEmpty() const { return orders == decltype(orders){} && attempts == decltype(attempts){}; }

void RequestFigures::add(const RequestFigures& other)
{
    for (std::size_t i = 0; i < providers.size(); ++i)
        providers[i].add(other.providers[i]);
    duration.add(other.duration);
    firstOutput.add(other.firstOutput);
    overhead.add(other.overhead);
    reservation.add(other.reservation);
    settlement.add(other.settlement);
}

LaneFigures::Counters& LaneFigures::countersOf(const supply::Endpoint* endpoint)
{
    if (!endpoint)
        return m_providers[ProviderPlaces::kNone];
    const ProviderId& provider = endpoint->provider->id;
    auto known = m_known.find(provider);
    if (known == m_known.end()) {
        const std::size_t place = m_places.placeOf(provider);
        if (place == ProviderPlaces::kOthers)
            return m_providers[place]; // nothing is remembered of what has no bound
        known = m_known.emplace(provider, place).first;
    }
    return m_providers[known->second];
}

void LaneFigures::orderFinished(std::shared_ptr<const hypercore::FinishedOrder> order)
{
    Counters& counters = countersOf(order->endpoint.get());
    bump(counters.orders[static_cast<std::size_t>(order->outcome)], std::uint64_t{1});
    for (const hypercore::FinishedAttempt& attempt : order->attempts)
        bump(countersOf(attempt.endpoint.get()).attempts[attemptOutcome(attempt.record.outcome)], std::uint64_t{1});
    if (order->state == clearinghouse::OrderState::Finalized) {
        for (std::size_t i = 0; i < kMeterCount; ++i)
            bump(counters.meters[i], static_cast<std::uint64_t>(order->usage.counts[i]));
        bump(counters.chargeNano, order->cost.charge.nano());
        bump(counters.costNano, order->cost.providerCost.nano());
        bump(counters.feeNano, order->cost.platformFee.nano());
    }
    m_duration.observe(order->duration);
    m_overhead.observe(order->overhead);
    if (order->firstOutput)
        m_firstOutput.observe(*order->firstOutput);
    m_reservation.observe(order->reservation);
    if (order->settlement)
        m_settlement.observe(*order->settlement);
}

ProviderFigures LaneFigures::figuresOf(const Counters& counters)
{
    return {.orders = valuesOf(counters.orders),
            .attempts = valuesOf(counters.attempts),
            .meters = valuesOf(counters.meters),
            .chargeNano = counters.chargeNano.load(std::memory_order_relaxed),
            .costNano = counters.costNano.load(std::memory_order_relaxed),
            .feeNano = counters.feeNano.load(std::memory_order_relaxed)};
}

RequestFigures LaneFigures::figures() const
{
    RequestFigures figures{.providers = {},
                           .duration = m_duration.figures(),
                           .firstOutput = m_firstOutput.figures(),
                           .overhead = m_overhead.figures(),
                           .reservation = m_reservation.figures(),
                           .settlement = m_settlement.figures()};
    for (std::size_t i = 0; i < m_providers.size(); ++i)
        figures.providers[i] = figuresOf(m_providers[i]);
    return figures;
}

} // namespace gotoai::telemetry
