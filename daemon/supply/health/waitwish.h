// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "supply/health/circuitbreaker.h"

#include <atomic>
#include <chrono>
#include <cstdint>

namespace gotoai::supply {

// How long a provider wants to be left alone, by its own word (Retry-After, RFC 9110 10.2.3), and what follows: once
// that has passed, one probe goes ahead of all others. A limit answers at once, so that a probe which has not been
// refused within kProbeAlone has got in, however long its answer takes; everybody follows it then, or as soon as it is
// answered. A new word of the provider's stands above whatever a probe may hear.
//
// Lock-free, used by all lanes. Where nothing was asked it is one load.
class WaitWish
{
public:
    // A wish is not believed beyond this.
    static constexpr std::chrono::milliseconds kLongest{60'000};
    static constexpr std::chrono::milliseconds kProbeAlone{1'000};

    void ask(std::chrono::milliseconds wait, Tick now);
    CircuitBreaker::Admission admit(Tick now);
    // What admit() would say, without taking the probe.
    CircuitBreaker::Admission wouldAdmit(Tick now) const;
    // The provider has let a probe in.
    void fulfilled(Tick now);

    bool isNone() const { return m_word.load(std::memory_order_relaxed) == 0; }
    // So long is left of what it asked for.
    std::chrono::milliseconds askedFor(Tick now) const;
    // So long others wait at most for the probe that is on its way.
    std::chrono::milliseconds probedFor(Tick now) const;

private:
    struct Word;

    std::atomic<std::uint64_t> m_word{0};
};

} // namespace gotoai::supply
