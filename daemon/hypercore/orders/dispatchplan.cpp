// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/orders/dispatchplan.h"

#include <algorithm>

namespace gotoai::hypercore {
namespace {

using std::chrono::milliseconds;
using supply::CircuitBreaker;
using supply::FaultClass;
using supply::FaultKind;
using supply::TrackRecord;
using Admission = CircuitBreaker::Admission;
using Role = CircuitBreaker::Role;

milliseconds jitter(milliseconds most, std::minstd_rand& random)
{
    return milliseconds(std::uniform_int_distribution<std::int64_t>(0, most.count())(random));
}

} // namespace

DispatchPlan::DispatchPlan(const Route& route, const chat::FailureWishes& wishes, Tick until)
    : m_route(&route)
    , m_mayWait(wishes.deadlines.total.value_or(kMostWaiting))
    , m_mayEvadeFilters(wishes.contentFilter == chat::FailureWishes::ContentFilter::Fallback)
    , m_until(until)
{}

DispatchPlan::Step DispatchPlan::first(const Means& means, Tick now)
{
    means.budget.orderBegan(now);
    for (std::size_t i = 0; i < m_route->candidates.size(); ++i) {
        TrackRecord& record = means.health.recordOf(*m_route->candidates[i].endpoint);
        if (record.isCalm())
            return tryIt(i, Admission::Admitted);
        if (const Admission admission = record.admit(now); admission != Admission::Denied)
            return tryIt(i, admission);
    }
    if (const auto wait = waitForProbe(means, now))
        return *wait;
    return lastResort(means, now);
}

std::optional<DispatchPlan::Step> DispatchPlan::waitForProbe(const Means& means, Tick now)
{
    const auto& candidates = m_route->candidates;
    const auto probed = std::ranges::find_if(candidates, [&](const Candidate& candidate) {
        return means.health.recordOf(*candidate.endpoint).isProbed(now);
    });
    if (probed == candidates.end())
        return std::nullopt;
    m_current = static_cast<std::size_t>(probed - candidates.begin());
    return waitOn(means, now);
}

DispatchPlan::Step DispatchPlan::lastResort(const Means& means, Tick now)
{
    std::optional<milliseconds> asked;
    for (std::size_t i = 0; i < m_route->candidates.size(); ++i) {
        TrackRecord& record = means.health.recordOf(*m_route->candidates[i].endpoint);
        const milliseconds left = record.askedFor(now);
        if (left.count() == 0) {
            record.countLastResort();
            m_isLastResort = true;
            return tryIt(i, Admission::Admitted);
        }
        asked = std::min(asked.value_or(left), left);
    }
    return {.delay = asked.value_or(milliseconds{0})};
}

DispatchPlan::Step DispatchPlan::tryIt(std::size_t candidate, Admission admission)
{
    m_current = candidate;
    ++m_attempts;
    return {.kind = Step::Kind::Try,
            .candidate = candidate,
            .role = admission == Admission::Probe ? Role::Probe : Role::Ordinary,
            .isLastResort = m_isLastResort};
}

DispatchPlan::Step DispatchPlan::afterFault(const supply::Fault& fault, const Means& means, Tick now)
{
    const bool isFilter = fault.kind == FaultKind::ContentFilter;
    const FaultClass which = isFilter && m_mayEvadeFilters ? FaultClass::Elsewhere : fault.faultClass();
    if (which == FaultClass::ClientFault || which == FaultClass::GiveUp)
        return {};
    markFailed(fault);
    if (m_attempts >= kMostAttempts || now >= m_until)
        return {};
    if (const auto next = nextUntried(means, now))
        return *next;
    return waitForRetry(fault, means, now).value_or(Step{});
}

void DispatchPlan::markFailed(const supply::Fault& fault)
{
    const bool mayPass = fault.faultClass() == FaultClass::RetrySame;
    m_states[m_current] = mayPass ? State::MayRetry : State::Spent;
    if (fault.kind != FaultKind::ContextLength)
        return;
    const auto& candidates = m_route->candidates;
    const std::int64_t tooSmall = candidates[m_current].endpoint->contextTokens;
    for (std::size_t i = 0; i < candidates.size(); ++i)
        if (candidates[i].endpoint->contextTokens <= tooSmall)
            m_states[i] = State::Spent;
}

std::optional<DispatchPlan::Step> DispatchPlan::nextUntried(const Means& means, Tick now)
{
    for (std::size_t i = 0; i < m_route->candidates.size(); ++i) {
        if (m_states[i] != State::Untried)
            continue;
        TrackRecord& record = means.health.recordOf(*m_route->candidates[i].endpoint);
        if (record.standing(now) == TrackRecord::Standing::Ejected)
            continue;
        if (!record.isFailing())
            means.budget.note(now);
        else if (!means.budget.take(now))
            continue;
        const Admission admission = record.admit(now);
        if (admission != Admission::Denied)
            return tryIt(i, admission);
    }
    return std::nullopt;
}

// The soonest chance of those whose fault may pass. A breaker that has opened is not waited for: its probes are few.
std::optional<std::size_t> DispatchPlan::soonestToRetry(const Means& means, Tick now) const
{
    std::optional<std::size_t> soonest;
    Tick chance{};
    for (std::size_t i = 0; i < m_route->candidates.size(); ++i) {
        const TrackRecord& record = means.health.recordOf(*m_route->candidates[i].endpoint);
        const bool isOpen = record.standing(now) == TrackRecord::Standing::Ejected && !record.isLimited(now);
        if (m_states[i] != State::MayRetry || isOpen || (soonest && record.nextChance(now) >= chance))
            continue;
        soonest = i;
        chance = record.nextChance(now);
    }
    return soonest;
}

std::optional<DispatchPlan::Step> DispatchPlan::waitForRetry(const supply::Fault& fault, const Means& means, Tick now)
{
    const auto next = m_isLastResort ? std::nullopt : soonestToRetry(means, now);
    if (!next)
        return std::nullopt;
    milliseconds wait = jitter(std::min(kLongestWait, kFirstWait * (1 << m_waits)), means.random);
    if (fault.retryAfter && *next == m_current)
        wait = *fault.retryAfter + jitter(kFirstWait, means.random);
    const TrackRecord& record = means.health.recordOf(*m_route->candidates[*next].endpoint);
    wait = std::max(wait, std::chrono::ceil<milliseconds>(record.nextChance(now) - now));
    m_current = *next;
    if (wait > m_mayWait || now + wait >= m_until || !means.budget.take(now))
        return std::nullopt;
    ++m_waits;
    m_mayWait -= wait;
    return Step{.kind = Step::Kind::Wait, .candidate = *next, .delay = wait};
}

// Others have waited for the same endpoint: as long as one of them finds out whether that was long enough, they wait
// on.
DispatchPlan::Step DispatchPlan::afterWait(const Means& means, Tick now)
{
    TrackRecord& record = means.health.recordOf(*m_route->candidates[m_current].endpoint);
    if (const Admission admission = record.admit(now); admission != Admission::Denied)
        return tryIt(m_current, admission);
    const bool hasTried = m_attempts > 0;
    const auto wait = hasTried || record.isProbed(now) ? waitOn(means, now) : std::nullopt;
    return wait ? *wait : hasTried ? Step{} : lastResort(means, now);
}

// For the current one, that is left alone for a limit.
std::optional<DispatchPlan::Step> DispatchPlan::waitOn(const Means& means, Tick now)
{
    const TrackRecord& record = means.health.recordOf(*m_route->candidates[m_current].endpoint);
    const milliseconds wait = std::min(record.limitedFor(now), kFirstWait) + jitter(kFirstWait, means.random);
    if (!record.isLimited(now) || wait > m_mayWait || now + wait >= m_until)
        return std::nullopt;
    m_mayWait -= wait;
    return Step{.kind = Step::Kind::Wait, .candidate = m_current, .delay = wait};
}

DispatchPlan::Step DispatchPlan::again(const Means& means, Tick now)
{
    if (m_attempts >= kMostAttempts || now >= m_until)
        return {};
    means.budget.note(now);
    return afterWait(means, now);
}

} // namespace gotoai::hypercore
