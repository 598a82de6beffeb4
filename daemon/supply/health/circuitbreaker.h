// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string_view>

namespace gotoai::supply {

// Whether a failing endpoint is left alone. Closed, all traffic passes. Five failures in a row, or a bad minute, open
// it: none passes until a pause is over. Then it is half-open: one probe at a time passes; two good ones in a row close
// it, a bad one opens it for twice the pause, at most eight seconds, so that a recovered endpoint is back soon.
//
// Lock-free, used by all lanes. On the good path it is one load.
class CircuitBreaker
{
public:
    static constexpr int kFailuresToOpen = 5;
    static constexpr int kProbesToClose = 2;
    static constexpr std::chrono::milliseconds kFirstPause{1'000};
    static constexpr std::chrono::milliseconds kLongestPause{8'000};
    // Closed for so long, it has forgotten how often it opened.
    static constexpr std::chrono::milliseconds kCalm{60'000};

    enum class State : std::uint8_t { Closed, Open, HalfOpen };
    enum class Admission : std::uint8_t { Admitted, Probe, Denied };
    enum class Role : std::uint8_t {
        Ordinary,
        Probe,
        Proven, // a probe that has told its success; that it ends well is no second one
    };
    enum class Ratio : std::uint8_t { Sound, Bad }; // of failures in the last minute
    // What a call did, for logs and listeners.
    enum class Change : std::uint8_t { None, Opened, HalfOpened, Closed };

    struct Figures
    {
        State state = State::Closed;
        int failures = 0; // in a row
        int openings = 0; // since it was last calm
        bool isProbing = false;
        std::chrono::milliseconds pause{0}; // Open: until a probe may pass
        bool operator==(const Figures&) const = default;
    };

    // Whoever is given Probe owes succeeded, failed or abandoned with that role, exactly once; until then nobody else
    // is given it, whatever happens meanwhile.
    Admission admit(Tick now, Change* change = nullptr);
    // What admit() would say, without taking the probe.
    Admission wouldAdmit(Tick now) const;

    bool isClosed() const { return (m_word.load(std::memory_order_acquire) & 3) == 0; }

    // Ordinary attempts may end while it is no longer closed: a success then counts like a probe's, a failure does not.
    Change succeeded(Tick now, Role role);
    Change failed(Tick now, Role role, Ratio ratio = Ratio::Sound);
    // The probe told nothing: its client left.
    void abandoned(Role role);

    Figures figures(Tick now) const;
    // As it was before a restart; a probe that ran then is forgotten.
    void restore(const Figures& figures, Tick now);

private:
    struct Word;
    template<class Step>
    Change transition(Step step);

    std::atomic<std::uint64_t> m_word{0};
};

std::string_view breakerWord(CircuitBreaker::State state); // "closed", "open", "half_open"

} // namespace gotoai::supply
