// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "supply/adapters/chunkwriter.h"
#include "json/value.h"

#include <optional>

namespace gotoai::supply {

// Gathers the `usage` objects of one answer. Anthropic counts cache reads and writes beside the input, thinking inside
// the output; a stream begins with what is known of the input and ends with cumulative counts.
// Source: Anthropic API reference, "Usage"; "Streaming messages", message_delta.
class AnthropicUsage
{
public:
    void add(const json::Value& usage);

    bool isThere() const { return m_isThere; }
    // Empty when a count is none, or beyond kMaxTokenCount.
    std::optional<TokenCounts> counts() const;

private:
    void take(const json::Value& usage, std::string_view key, std::int64_t& count);

    bool m_isThere = false;
    bool m_isSound = true;
    std::int64_t m_input = 0;
    std::int64_t m_cacheRead = 0;
    std::int64_t m_cacheWrite = 0;
    std::int64_t m_output = 0;
    std::optional<std::int64_t> m_thinking;
};

} // namespace gotoai::supply
