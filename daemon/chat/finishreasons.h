// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace gotoai::chat {

// Why a choice ends. Source: OpenAI API reference, chat completions, `finish_reason`.
enum class FinishReason : std::uint8_t {
    Stop,
    Length,
    ToolCalls,
    ContentFilter,
    FunctionCall, // the older form of ToolCalls
    Error,        // OpenRouter's: the answer broke off. Source: OpenRouter docs, "Streaming", errors
    Other,        // a word that OpenAI does not have
};

std::string_view finishReasonWord(FinishReason reason); // "tool_calls" …; "other"
FinishReason finishReasonFromWord(std::string_view word);

// Which reasons the choices of an answer have given. A value.
class FinishReasons
{
public:
    void add(FinishReason reason) { m_bits = static_cast<std::uint8_t>(m_bits | bitOf(reason)); }
    void add(const FinishReasons& others) { m_bits = static_cast<std::uint8_t>(m_bits | others.m_bits); }
    bool isEmpty() const { return m_bits == 0; }
    bool has(FinishReason reason) const { return (m_bits & bitOf(reason)) != 0; }
    std::vector<FinishReason> all() const; // each once, in their order
    bool operator==(const FinishReasons&) const = default;

private:
    static constexpr unsigned bitOf(FinishReason reason) { return 1u << static_cast<unsigned>(reason); }

    std::uint8_t m_bits = 0;
};

} // namespace gotoai::chat
