// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "supply/health/circuitbreaker.h"
#include "supply/health/outcomewindow.h"
#include "supply/health/speedhistogram.h"
#include "supply/health/waitwish.h"
#include "supply/ratelimits.h"

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>

namespace gotoai::supply {

// What one attempt showed of its endpoint.
struct Observation
{
    AttemptFate fate = AttemptFate::Answered;
    CircuitBreaker::Role role = CircuitBreaker::Role::Ordinary;
    std::int64_t promptTokens = 0;                         // as bounded before it was sent
    std::optional<std::chrono::microseconds> firstToken{}; // from the attempt's start; streamed answers only
    std::int64_t completionTokens = 0;                     // 0: not known; with:
    std::chrono::microseconds generation{0};               // from the first token to the last
    std::optional<std::chrono::seconds> retryAfter{};      // how long the provider asks to wait, where it refuses
};

// How well an endpoint does. One an endpoint, kept by the HealthBook through all catalogues. All lanes write and read
// it without locks; figures that are read while others write may be a count behind each other.
class TrackRecord
{
public:
    // A minute is bad with so many attempts at least, half of them failed.
    static constexpr std::int64_t kLeastForRatio = 20;
    // The wait after a 429 that names none, doubled with each in a row.
    static constexpr std::chrono::milliseconds kFirstLimit{1'000};
    static constexpr std::chrono::milliseconds kLongestLimit{30'000};

    // For dispatch: whether an attempt may go there now. Whoever is given Probe owes observe(), probeAnswered() or
    // abandoned() with that role. An endpoint that asked us to wait is Denied until then, and a moment longer while it
    // is probed.
    CircuitBreaker::Admission admit(Tick now, CircuitBreaker::Change* change = nullptr);
    CircuitBreaker::Change observe(const Observation& observation, Tick now);
    // Its first output is all that a probe is for; the rest of it is an ordinary attempt's.
    CircuitBreaker::Change probeAnswered(Tick now)
    {
        m_glance.wish.fulfilled(now);
        return m_glance.breaker.succeeded(now, CircuitBreaker::Role::Probe);
    }
    void abandoned(CircuitBreaker::Role role) { m_glance.breaker.abandoned(role); }
    void limitsTold(const RateLimits& limits, Tick now);

    // For routing, a few loads each.
    enum class Standing : std::uint8_t { Sound, Recovering, Ejected };
    Standing standing(Tick now) const;
    // The provider has asked us to wait, or is being probed after that: so long yet.
    std::chrono::milliseconds limitedFor(Tick now) const;
    bool isLimited(Tick now) const { return limitedFor(now).count() > 0; }
    // It has said how long (Retry-After), and so long is left of it.
    std::chrono::milliseconds askedFor(Tick now) const { return m_glance.wish.askedFor(now); }
    // That is over, and a probe finds out whether it was long enough.
    bool isProbed(Tick now) const { return m_glance.wish.probedFor(now).count() > 0; }
    // For choosing the least bad of ejected ones: when it may be tried again.
    Tick nextChance(Tick now) const;
    // The last attempt there that told anything failed or was limited.
    bool isFailing() const { return m_glance.isFailing.load(std::memory_order_relaxed); }

    // The breaker is closed and nobody asked us to wait: standing() is Sound, whatever the time.
    bool isCalm() const
    {
        return m_glance.limitedUntilMs.load(std::memory_order_relaxed) == 0 && m_glance.wish.isNone() &&
               m_glance.breaker.isClosed();
    }
    // As of the last failure or refresh().
    std::uint8_t score() const { return m_glance.score.load(std::memory_order_relaxed); }
    void refresh(Tick now);

    // Prompts of up to 4,096 tokens as bounded, up to 65,536, and beyond, for which first tokens take different times.
    static constexpr std::size_t kPromptSizes = 3;
    static constexpr std::array<std::int64_t, kPromptSizes - 1> kPromptBounds{4'096, 65'536};

    // Medians for prompts of about that size; 0: not measured.
    struct Speed
    {
        std::chrono::microseconds firstToken{0};
        std::int64_t tokensPerSecond = 0;
    };
    Speed speed(std::int64_t promptTokens) const;

    // Everything, for people.
    struct Figures
    {
        CircuitBreaker::Figures breaker;
        FateCounts fates; // of the last minute
        std::array<SpeedHistogram::Quantiles, kPromptSizes> firstTokenUs;
        SpeedHistogram::Quantiles tokensPerSecond;
        std::chrono::milliseconds limitedFor{0}; // the provider asked us to wait so long yet
        RateLimits limits;                       // as told within the last minute
        std::int64_t lastResorts = 0;            // attempts although it was ejected, since the start
        // Parts of the score in per mille, and the score, 0…100.
        int availability = 1'000;
        int promptness = 1'000;
        int headroom = 1'000;
        int score = 100;
    };
    Figures figures(Tick now) const;

    void countLastResort() { m_lastResorts.fetch_add(1, std::memory_order_relaxed); }
    CircuitBreaker::Figures breaker(Tick now) const { return m_glance.breaker.figures(now); }
    // After a restart.
    void restore(const CircuitBreaker::Figures& breaker, Tick now);

private:
    static std::size_t sizeOf(std::int64_t promptTokens);

    void observeSpeed(const Observation& observation, Tick now);
    bool isAskedToWait(const Observation& observation, Tick now);
    CircuitBreaker::Change limited(const Observation& observation, Tick now);
    RateLimits limits(Tick now) const;

    // What routing reads of every endpoint for every order: on one cache line.
    struct alignas(64) Glance
    {
        CircuitBreaker breaker;
        std::atomic<std::int64_t> limitedUntilMs{0};                        // by our own guess
        WaitWish wish;                                                      // by the provider's word
        std::array<std::atomic<std::int64_t>, kPromptSizes> firstTokenUs{}; // medians
        std::atomic<std::int64_t> tokensPerSecond{0};                       // median
        std::atomic<std::uint8_t> score{100};
        std::atomic<bool> isFailing{false};
        std::atomic<bool> isUsed{false};
    };
    static_assert(sizeof(Glance) == 64);

    Glance m_glance;
    OutcomeWindow m_fates;
    std::array<SpeedHistogram, kPromptSizes> m_firstTokenUs;
    SpeedHistogram m_tokensPerSecond;
    std::atomic<int> m_limitsInARow{0};
    std::atomic<std::int64_t> m_limitsToldMs{0}; // 0: never
    std::array<std::atomic<std::int64_t>, 4> m_limits{-1, -1, -1, -1};
    std::atomic<std::int64_t> m_lastResorts{0};
};

} // namespace gotoai::supply
