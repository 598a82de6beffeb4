// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/adapters/anthropicusage.h"

namespace gotoai::supply {

void AnthropicUsage::add(const json::Value& usage)
{
    if (!usage.isObject())
        return;
    m_isThere = true;
    take(usage, "input_tokens", m_input);
    take(usage, "cache_read_input_tokens", m_cacheRead);
    take(usage, "cache_creation_input_tokens", m_cacheWrite);
    take(usage, "output_tokens", m_output);
    const json::Value details = usage["output_tokens_details"];
    if (details["thinking_tokens"].isThere())
        take(details, "thinking_tokens", m_thinking.emplace());
}

// A count that is left out stands as it was.
void AnthropicUsage::take(const json::Value& usage, std::string_view key, std::int64_t& count)
{
    const json::Value value = usage[key];
    if (!value.isThere())
        return;
    const auto told = value.integer();
    if (told && *told >= 0 && *told <= kMaxTokenCount)
        count = *told;
    else
        m_isSound = false;
}

std::optional<TokenCounts> AnthropicUsage::counts() const
{
    if (!m_isSound)
        return std::nullopt;
    return TokenCounts{.prompt = m_input + m_cacheRead + m_cacheWrite,
                       .cacheRead = m_cacheRead,
                       .cacheWrite = m_cacheWrite,
                       .completion = m_output,
                       .reasoning = m_thinking};
}

} // namespace gotoai::supply
