// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "chat/failurewishes.h"
#include "hypercore/orders/retrybudget.h"
#include "hypercore/routing/route.h"
#include "supply/adapters/fault.h"
#include "supply/health/healthbook.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <random>

namespace gotoai::hypercore {

// How often one order is tried, on however many endpoints.
inline constexpr int kMostAttempts = 6;
// While an order has no answer yet, a further attempt may begin so long after its arrival; the client may say
// otherwise.
inline constexpr std::chrono::milliseconds kPatience{60'000};

// Where an order goes, attempt after attempt: along its route to endpoints that let it pass; back to one that may do
// better the next time, after a wait; or nowhere any more.
//
// Elsewhere goes at once while the other endpoint does well, whatever is left of the retry budget, since that is what
// hides an outage from callers. What is likely to fail again (the same endpoint, or one whose last attempt failed) goes
// as long as the budget lasts; all further attempts count in it. Waits double from 250 ms with full jitter (AWS
// Architecture Blog, "Exponential Backoff And Jitter"), or last as long as the provider asks. Where no endpoint lets
// the order pass, it waits the moment that a probe takes, or the first of the route is tried once that has not said how
// long to leave it alone: a last resort.
class DispatchPlan
{
public:
    static constexpr std::chrono::milliseconds kFirstWait{250};
    static constexpr std::chrono::milliseconds kLongestWait{8'000};
    // All waits of an order together, unless its client says how long it would wait: shorter than callers' timeouts.
    static constexpr std::chrono::milliseconds kMostWaiting{10'000};

    struct Step
    {
        enum class Kind : std::uint8_t { Try, Wait, Stop };
        Kind kind = Kind::Stop;
        std::size_t candidate = 0;                                                  // Try: of the route
        supply::CircuitBreaker::Role role = supply::CircuitBreaker::Role::Ordinary; // Try: owed to its record
        bool isLastResort = false;
        // Wait: then ask afterWait(). Stop before any attempt: so long every provider wants to be left alone.
        std::chrono::milliseconds delay{0};
    };

    // All on the lane's thread; they outlive the plan.
    struct Means
    {
        const supply::HealthBook& health;
        RetryBudget& budget;
        std::minstd_rand& random;
    };

    // `route` outlives the plan. Nothing new begins after `until`.
    DispatchPlan(const Route& route, const chat::FailureWishes& wishes, Tick until);

    Step first(const Means& means, Tick now);
    Step afterFault(const supply::Fault& fault, const Means& means, Tick now);
    Step afterWait(const Means& means, Tick now);
    // The same endpoint at once, whose refusal was about how it was asked.
    Step again(const Means& means, Tick now);
    // For an answer that broke off and is to go on: attempts may begin until then.
    void extend(Tick until) { m_until = until; }

private:
    enum class State : std::uint8_t {
        Untried,
        MayRetry, // its fault may pass
        Spent,
    };

    void markFailed(const supply::Fault& fault);
    std::optional<Step> nextUntried(const Means& means, Tick now);
    std::optional<std::size_t> soonestToRetry(const Means& means, Tick now) const;
    std::optional<Step> waitForRetry(const supply::Fault& fault, const Means& means, Tick now);
    std::optional<Step> waitForProbe(const Means& means, Tick now);
    std::optional<Step> waitOn(const Means& means, Tick now);
    Step lastResort(const Means& means, Tick now);
    Step tryIt(std::size_t candidate, supply::CircuitBreaker::Admission admission);

    const Route* m_route;
    std::array<State, kMaxAttempts> m_states{};
    std::size_t m_current = 0;
    int m_attempts = 0;
    int m_waits = 0;
    std::chrono::milliseconds m_mayWait; // still
    bool m_mayEvadeFilters;
    bool m_isLastResort = false;
    Tick m_until;
};

} // namespace gotoai::hypercore
