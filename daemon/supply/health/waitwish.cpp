// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/health/waitwish.h"

#include <algorithm>

namespace gotoai::supply {

using std::chrono::milliseconds;
using Admission = CircuitBreaker::Admission;

// Until when, and of what: of the wish, or of the probe that follows it. Nought: nothing is asked.
struct WaitWish::Word
{
    explicit Word(std::uint64_t bits)
        : untilMs(static_cast<std::int64_t>(bits >> 1))
        , isProbed((bits & 1) != 0)
    {}
    Word(Tick until, bool isOfProbe)
        : untilMs(std::chrono::duration_cast<milliseconds>(until.time_since_epoch()).count())
        , isProbed(isOfProbe)
    {}

    std::uint64_t bits() const { return static_cast<std::uint64_t>(untilMs) << 1 | (isProbed ? 1U : 0U); }
    bool isNone() const { return bits() == 0; }
    milliseconds left(Tick now) const
    {
        const auto nowMs = std::chrono::duration_cast<milliseconds>(now.time_since_epoch());
        return isNone() ? milliseconds{0} : std::max(milliseconds(untilMs) - nowMs, milliseconds{0});
    }
    Admission admission(Tick now) const
    {
        if (left(now).count() > 0)
            return Admission::Denied;
        return isNone() || isProbed ? Admission::Admitted : Admission::Probe;
    }

    std::int64_t untilMs;
    bool isProbed;
};

void WaitWish::ask(milliseconds wait, Tick now)
{
    const Word asked(now + std::min(wait, kLongest), false);
    std::uint64_t bits = m_word.load(std::memory_order_relaxed);
    do {
        const Word word(bits);
        if (!word.isProbed && word.untilMs >= asked.untilMs)
            return;
    } while (!m_word.compare_exchange_weak(bits, asked.bits()));
}

Admission WaitWish::wouldAdmit(Tick now) const { return Word(m_word.load(std::memory_order_relaxed)).admission(now); }

Admission WaitWish::admit(Tick now)
{
    std::uint64_t bits = m_word.load(std::memory_order_relaxed);
    while (bits != 0) {
        const Admission admission = Word(bits).admission(now);
        if (admission == Admission::Denied)
            return admission;
        const std::uint64_t next = admission == Admission::Probe ? Word(now + kProbeAlone, true).bits() : 0;
        if (m_word.compare_exchange_weak(bits, next))
            return admission;
    }
    return Admission::Admitted;
}

void WaitWish::fulfilled(Tick now)
{
    std::uint64_t bits = m_word.load(std::memory_order_relaxed);
    const Word word(bits);
    if (word.isProbed || word.left(now).count() == 0)
        m_word.compare_exchange_strong(bits, 0);
}

milliseconds WaitWish::askedFor(Tick now) const
{
    const Word word(m_word.load(std::memory_order_relaxed));
    return word.isProbed ? milliseconds{0} : word.left(now);
}

milliseconds WaitWish::probedFor(Tick now) const
{
    const Word word(m_word.load(std::memory_order_relaxed));
    return word.isProbed ? word.left(now) : milliseconds{0};
}

} // namespace gotoai::supply
