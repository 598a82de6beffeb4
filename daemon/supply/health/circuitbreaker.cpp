// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/health/circuitbreaker.h"

#include <algorithm>

namespace gotoai::supply {
namespace {

constexpr int kMostOpenings = 31; // as many as its bits hold

std::uint64_t milliseconds(Tick tick)
{
    const auto since = std::chrono::duration_cast<std::chrono::milliseconds>(tick.time_since_epoch());
    return static_cast<std::uint64_t>(std::max<std::int64_t>(since.count(), 0));
}

std::uint64_t pauseAfter(int openings)
{
    constexpr auto first = static_cast<std::uint64_t>(CircuitBreaker::kFirstPause.count());
    constexpr auto longest = static_cast<std::uint64_t>(CircuitBreaker::kLongestPause.count());
    return openings > 3 ? longest : std::min(longest, first << openings);
}

} // namespace

// The whole state in one machine word, so that a transition is one compare-and-swap.
struct CircuitBreaker::Word
{
    State state = State::Closed;
    bool isProbing = false;
    int failures = 0;     // Closed: in a row
    int successes = 0;    // HalfOpen: in a row
    int openings = 0;     // 0…kMostOpenings
    std::uint64_t at = 0; // in ms: Open: when a probe may pass; Closed: since when

    static Word unpacked(std::uint64_t bits)
    {
        return {.state = static_cast<State>(bits & 3),
                .isProbing = (bits >> 2 & 1) != 0,
                .failures = static_cast<int>(bits >> 3 & 7),
                .successes = static_cast<int>(bits >> 6 & 3),
                .openings = static_cast<int>(bits >> 8 & 31),
                .at = bits >> 13};
    }
    std::uint64_t packed() const
    {
        return static_cast<std::uint64_t>(state) | static_cast<std::uint64_t>(isProbing) << 2 |
               static_cast<std::uint64_t>(failures) << 3 | static_cast<std::uint64_t>(successes) << 6 |
               static_cast<std::uint64_t>(openings) << 8 | at << 13;
    }

    void open(std::uint64_t now)
    {
        if (state == State::Closed && now - at >= static_cast<std::uint64_t>(kCalm.count()))
            openings = 0;
        at = now + pauseAfter(openings);
        openings = std::min(openings + 1, kMostOpenings);
        state = State::Open;
        failures = successes = 0;
    }
};

// Applies a step until nobody came in between. The step changes its word and says what that was; an unchanged word is
// not written.
template<class Step>
CircuitBreaker::Change CircuitBreaker::transition(Step step)
{
    std::uint64_t seen = m_word.load(std::memory_order_acquire);
    for (;;) {
        Word word = Word::unpacked(seen);
        const Change change = step(word);
        const std::uint64_t next = word.packed();
        if (next == seen || m_word.compare_exchange_weak(seen, next, std::memory_order_acq_rel))
            return change;
    }
}

CircuitBreaker::Admission CircuitBreaker::wouldAdmit(Tick now) const
{
    const Word word = Word::unpacked(m_word.load(std::memory_order_acquire));
    switch (word.state) {
    case State::Closed: return Admission::Admitted;
    case State::Open: return milliseconds(now) < word.at ? Admission::Denied : Admission::Probe;
    case State::HalfOpen: break;
    }
    return word.isProbing ? Admission::Denied : Admission::Probe;
}

CircuitBreaker::Admission CircuitBreaker::admit(Tick now, Change* change)
{
    Admission admission = Admission::Admitted;
    const Change made = transition([&](Word& word) {
        admission = Admission::Admitted;
        if (word.state == State::Closed)
            return Change::None;
        const bool isPausing = word.state == State::Open && milliseconds(now) < word.at;
        admission = isPausing || word.isProbing ? Admission::Denied : Admission::Probe;
        if (admission == Admission::Denied)
            return Change::None;
        const bool wasOpen = word.state == State::Open;
        word.state = State::HalfOpen;
        word.isProbing = true;
        return wasOpen ? Change::HalfOpened : Change::None;
    });
    if (change)
        *change = made;
    return admission;
}

CircuitBreaker::Change CircuitBreaker::succeeded(Tick now, Role role)
{
    return transition([&](Word& word) {
        word.isProbing = word.isProbing && role != Role::Probe;
        if (word.state == State::Closed) {
            word.failures = 0;
            return Change::None;
        }
        if (role == Role::Proven)
            return Change::None;
        const bool wasOpen = word.state == State::Open;
        word.state = State::HalfOpen;
        if (++word.successes < kProbesToClose)
            return wasOpen ? Change::HalfOpened : Change::None;
        word = {.isProbing = word.isProbing, .openings = word.openings, .at = milliseconds(now)};
        return Change::Closed;
    });
}

CircuitBreaker::Change CircuitBreaker::failed(Tick now, Role role, Ratio ratio)
{
    return transition([&](Word& word) {
        word.isProbing = word.isProbing && role != Role::Probe;
        if (word.state == State::Closed) {
            ++word.failures;
            if (word.failures < kFailuresToOpen && ratio == Ratio::Sound)
                return Change::None;
        } else if (word.state == State::Open || role == Role::Ordinary) {
            return Change::None;
        }
        word.open(milliseconds(now));
        return Change::Opened;
    });
}

void CircuitBreaker::abandoned(Role role)
{
    if (role != Role::Probe)
        return;
    transition([](Word& word) {
        word.isProbing = false;
        return Change::None;
    });
}

CircuitBreaker::Figures CircuitBreaker::figures(Tick now) const
{
    const Word word = Word::unpacked(m_word.load(std::memory_order_acquire));
    const std::uint64_t at = milliseconds(now);
    const bool isPausing = word.state == State::Open && at < word.at;
    return {.state = word.state,
            .failures = word.failures,
            .openings = word.openings,
            .isProbing = word.isProbing,
            .pause = std::chrono::milliseconds(isPausing ? word.at - at : 0)};
}

void CircuitBreaker::restore(const Figures& figures, Tick now)
{
    const auto pause = std::clamp(figures.pause, std::chrono::milliseconds{0}, kLongestPause);
    Word word{.state = figures.state,
              .failures = std::clamp(figures.failures, 0, kFailuresToOpen - 1),
              .openings = std::clamp(figures.openings, 0, kMostOpenings),
              .at = milliseconds(now)};
    if (word.state == State::Open)
        word.at += static_cast<std::uint64_t>(pause.count());
    m_word.store(word.packed(), std::memory_order_release);
}

std::string_view breakerWord(CircuitBreaker::State state)
{
    switch (state) {
    case CircuitBreaker::State::Closed: return "closed";
    case CircuitBreaker::State::Open: return "open";
    case CircuitBreaker::State::HalfOpen: return "half_open";
    }
    return "closed";
}

} // namespace gotoai::supply
