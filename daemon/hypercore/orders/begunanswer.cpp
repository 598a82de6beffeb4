// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/orders/begunanswer.h"

#include "hypercore/routing/bound.h"

#include <algorithm>

namespace gotoai::hypercore {

BegunAnswer::BegunAnswer(const clearinghouse::BegunPart& part)
    : m_tokens(part.tokens)
    , m_prompt(part.promptTokens)
{}

void BegunAnswer::addPart(const Usage& usage, UsageSource source, std::int64_t textBytes)
{
    const std::int64_t bytes = textBytes - m_textBytes;
    if (bytes <= 0)
        return;
    const bool isReported = source == UsageSource::Reported;
    if (isReported && !m_prompt)
        m_prompt = withoutBegin(usage).promptTokens();
    m_tokens += isReported ? std::min(usage[Meter::Completion], bytes) : estimatedTokens(bytes);
    m_textBytes = textBytes;
}

Usage BegunAnswer::asOneAnswer(const Usage& usage, UsageSource source, std::int64_t prompt) const
{
    Usage whole = usage;
    if (source == UsageSource::Reported)
        whole = withoutBegin(usage);
    else
        whole[Meter::Prompt] = m_prompt.value_or(prompt);
    whole[Meter::Completion] += m_tokens;
    return whole;
}

// The begin stands last in what was sent: what was cached lies before it. A count that does not reach beyond the begin
// is one without it.
Usage BegunAnswer::withoutBegin(Usage usage) const
{
    std::int64_t left = usage.promptTokens() > m_tokens ? m_tokens : 0;
    for (const Meter meter : {Meter::Prompt, Meter::CacheWrite, Meter::CacheRead}) {
        const std::int64_t taken = std::min(left, usage[meter]);
        usage[meter] -= taken;
        left -= taken;
    }
    return usage;
}

} // namespace gotoai::hypercore
