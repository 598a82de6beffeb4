// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/health/trackrecord.h"

#include <algorithm>

namespace gotoai::supply {
namespace {

using std::chrono::milliseconds;
using Admission = CircuitBreaker::Admission;
using Change = CircuitBreaker::Change;

// Answers of fewer tokens, or faster ones, tell nothing about tokens a second.
constexpr std::int64_t kLeastTokens = 8;
constexpr milliseconds kLimitsLast{60'000};

// The score's constants; README.md has the formula.
constexpr std::int64_t kPrior = 5;
constexpr std::int64_t kSlowFirstTokenUs = 10'000'000;
constexpr int kAvailabilityWeight = 70;
constexpr int kPromptnessWeight = 15;
constexpr int kHeadroomWeight = 15;
constexpr int kMostWhileHalfOpen = 50;

std::int64_t msOf(Tick tick) { return std::chrono::duration_cast<milliseconds>(tick.time_since_epoch()).count(); }

std::int64_t orNone(const std::optional<std::int64_t>& value) { return value.value_or(-1); }

std::optional<std::int64_t> someOf(const std::atomic<std::int64_t>& value)
{
    const std::int64_t now = value.load(std::memory_order_relaxed);
    return now < 0 ? std::nullopt : std::optional(now);
}

milliseconds leftOf(const std::atomic<std::int64_t>& untilMs, Tick now)
{
    const std::int64_t until = untilMs.load(std::memory_order_relaxed);
    return until == 0 ? milliseconds{0} : std::max(milliseconds(until - msOf(now)), milliseconds{0});
}

void raise(std::atomic<std::int64_t>& value, std::int64_t least)
{
    std::int64_t now = value.load(std::memory_order_relaxed);
    while (now < least && !value.compare_exchange_weak(now, least, std::memory_order_relaxed)) {
    }
}

int perMille(std::int64_t part, std::int64_t whole)
{
    return whole <= 0 ? 1'000 : static_cast<int>(std::clamp<std::int64_t>(part * 1'000 / whole, 0, 1'000));
}

int availabilityOf(const FateCounts& fates)
{
    const std::int64_t good = 2 * (fates[AttemptFate::Answered] + kPrior);
    return perMille(good, good + 2 * fates.failed() + fates[AttemptFate::RateLimited]);
}

int headroomOf(const RateLimits& limits)
{
    constexpr int kAmple = 5; // a fifth of the limit left is as good as all of it
    int least = 1'000;
    if (limits.requestsLimit && limits.requestsLeft)
        least = std::min(least, kAmple * perMille(*limits.requestsLeft, *limits.requestsLimit));
    if (limits.tokensLimit && limits.tokensLeft)
        least = std::min(least, kAmple * perMille(*limits.tokensLeft, *limits.tokensLimit));
    return least;
}

} // namespace

std::size_t TrackRecord::sizeOf(std::int64_t promptTokens)
{
    return promptTokens <= kPromptBounds[0] ? 0 : promptTokens <= kPromptBounds[1] ? 1 : 2;
}

Admission TrackRecord::admit(Tick now, Change* change)
{
    if (limitedFor(now).count() > 0)
        return Admission::Denied;
    const Admission admission = m_glance.breaker.admit(now, change);
    return admission == Admission::Admitted ? m_glance.wish.admit(now) : admission;
}

Change TrackRecord::observe(const Observation& observation, Tick now)
{
    m_fates.count(observation.fate, now);
    if (!m_glance.isUsed.load(std::memory_order_relaxed))
        m_glance.isUsed.store(true, std::memory_order_relaxed);
    observeSpeed(observation, now);
    if (observation.fate == AttemptFate::RateLimited)
        return limited(observation, now);
    const bool hasFailed = observation.fate != AttemptFate::Answered;
    if (m_glance.isFailing.load(std::memory_order_relaxed) != hasFailed)
        m_glance.isFailing.store(hasFailed, std::memory_order_relaxed);
    if (!hasFailed) {
        if (observation.role == CircuitBreaker::Role::Probe)
            m_glance.wish.fulfilled(now);
        if (m_limitsInARow.load(std::memory_order_relaxed) != 0)
            m_limitsInARow.store(0, std::memory_order_relaxed);
        if (m_glance.limitedUntilMs.load(std::memory_order_relaxed) != 0 &&
            leftOf(m_glance.limitedUntilMs, now).count() == 0)
            m_glance.limitedUntilMs.store(0, std::memory_order_relaxed);
        return m_glance.breaker.succeeded(now, observation.role);
    }
    if (observation.fate == AttemptFate::Refused)
        isAskedToWait(observation, now);
    const FateCounts fates = m_fates.counts(now);
    const bool isBad = fates.total() >= kLeastForRatio && 2 * fates.failed() >= fates.total();
    const auto ratio = isBad ? CircuitBreaker::Ratio::Bad : CircuitBreaker::Ratio::Sound;
    const Change change = m_glance.breaker.failed(now, observation.role, ratio);
    refresh(now);
    return change;
}

void TrackRecord::observeSpeed(const Observation& observation, Tick now)
{
    if (observation.firstToken) {
        const std::size_t size = sizeOf(observation.promptTokens);
        const std::int64_t median = m_firstTokenUs[size].add(observation.firstToken->count(), now);
        m_glance.firstTokenUs[size].store(median, std::memory_order_relaxed);
    }
    if (observation.completionTokens < kLeastTokens || observation.generation.count() <= 0)
        return;
    const std::int64_t speed = observation.completionTokens * 1'000'000 / observation.generation.count();
    m_glance.tokensPerSecond.store(m_tokensPerSecond.add(speed, now), std::memory_order_relaxed);
}

void TrackRecord::refresh(Tick now)
{
    if (m_glance.isUsed.load(std::memory_order_relaxed))
        m_glance.score.store(static_cast<std::uint8_t>(figures(now).score), std::memory_order_relaxed);
}

void TrackRecord::restore(const CircuitBreaker::Figures& breaker, Tick now)
{
    m_glance.breaker.restore(breaker, now);
    m_glance.isUsed.store(true, std::memory_order_relaxed);
    refresh(now);
}

// "At once" is no wish.
bool TrackRecord::isAskedToWait(const Observation& observation, Tick now)
{
    if (!observation.retryAfter || observation.retryAfter->count() <= 0)
        return false;
    m_glance.wish.ask(*observation.retryAfter, now);
    return true;
}

// A limit is no failure of the endpoint: it is left alone as long as it asks, and its breaker hears nothing.
Change TrackRecord::limited(const Observation& observation, Tick now)
{
    const int inARow = m_limitsInARow.fetch_add(1, std::memory_order_relaxed);
    if (!isAskedToWait(observation, now)) {
        const milliseconds wait = std::min(kLongestLimit, kFirstLimit * (1 << std::clamp(inARow, 0, 5)));
        raise(m_glance.limitedUntilMs, msOf(now + wait));
    }
    m_glance.isFailing.store(true, std::memory_order_relaxed);
    m_glance.breaker.abandoned(observation.role);
    refresh(now);
    return Change::None;
}

void TrackRecord::limitsTold(const RateLimits& limits, Tick now)
{
    const std::array<std::int64_t, 4> told{orNone(limits.requestsLimit), orNone(limits.requestsLeft),
                                           orNone(limits.tokensLimit), orNone(limits.tokensLeft)};
    for (std::size_t i = 0; i < told.size(); ++i)
        m_limits[i].store(told[i], std::memory_order_relaxed);
    m_glance.isUsed.store(true, std::memory_order_relaxed);
    m_limitsToldMs.store(std::max<std::int64_t>(msOf(now), 1), std::memory_order_relaxed);
}

TrackRecord::Standing TrackRecord::standing(Tick now) const
{
    if (limitedFor(now).count() > 0)
        return Standing::Ejected;
    switch (m_glance.breaker.wouldAdmit(now)) {
    case Admission::Admitted:
        return m_glance.wish.wouldAdmit(now) == Admission::Admitted ? Standing::Sound : Standing::Recovering;
    case Admission::Probe: return Standing::Recovering;
    case Admission::Denied: break;
    }
    return Standing::Ejected;
}

Tick TrackRecord::nextChance(Tick now) const
{
    return now + std::max(m_glance.breaker.figures(now).pause, limitedFor(now));
}

TrackRecord::Speed TrackRecord::speed(std::int64_t promptTokens) const
{
    return {std::chrono::microseconds(m_glance.firstTokenUs[sizeOf(promptTokens)].load(std::memory_order_relaxed)),
            m_glance.tokensPerSecond.load(std::memory_order_relaxed)};
}

RateLimits TrackRecord::limits(Tick now) const
{
    const std::int64_t toldAt = m_limitsToldMs.load(std::memory_order_relaxed);
    if (toldAt == 0 || msOf(now) - toldAt > kLimitsLast.count())
        return {};
    return {someOf(m_limits[0]), someOf(m_limits[1]), someOf(m_limits[2]), someOf(m_limits[3])};
}

milliseconds TrackRecord::limitedFor(Tick now) const
{
    const WaitWish& wish = m_glance.wish;
    return std::max({leftOf(m_glance.limitedUntilMs, now), wish.askedFor(now), wish.probedFor(now)});
}

TrackRecord::Figures TrackRecord::figures(Tick now) const
{
    Figures figures;
    figures.breaker = m_glance.breaker.figures(now);
    figures.fates = m_fates.counts(now);
    for (std::size_t size = 0; size < kPromptSizes; ++size)
        figures.firstTokenUs[size] = m_firstTokenUs[size].quantiles(now);
    const auto& usual = std::ranges::max(figures.firstTokenUs, {}, &SpeedHistogram::Quantiles::count);
    figures.tokensPerSecond = m_tokensPerSecond.quantiles(now);
    figures.limitedFor = limitedFor(now);
    figures.limits = limits(now);
    figures.lastResorts = m_lastResorts.load(std::memory_order_relaxed);
    figures.availability = availabilityOf(figures.fates);
    figures.promptness = 1'000 - perMille(usual.p90, kSlowFirstTokenUs);
    figures.headroom = figures.limitedFor.count() > 0 ? 0 : headroomOf(figures.limits);
    figures.score = (kAvailabilityWeight * figures.availability + kPromptnessWeight * figures.promptness +
                     kHeadroomWeight * figures.headroom) /
                    1'000;
    if (figures.breaker.state == CircuitBreaker::State::HalfOpen)
        figures.score = std::min(figures.score, kMostWhileHalfOpen);
    if (figures.breaker.state == CircuitBreaker::State::Open)
        figures.score = 0;
    return figures;
}

} // namespace gotoai::supply
