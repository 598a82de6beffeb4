// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/finishreasons.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gotoai::chat {
namespace {

using Entry = std::pair<FinishReason, std::string_view>;
constexpr std::array<Entry, 7> kWords = {Entry{FinishReason::Stop, "stop"},
                                         Entry{FinishReason::Length, "length"},
                                         Entry{FinishReason::ToolCalls, "tool_calls"},
                                         Entry{FinishReason::ContentFilter, "content_filter"},
                                         Entry{FinishReason::FunctionCall, "function_call"},
                                         Entry{FinishReason::Error, "error"},
                                         Entry{FinishReason::Other, "other"}};

} // namespace

std::string_view finishReasonWord(FinishReason reason)
{
    const auto* const found = std::ranges::find(kWords, reason, &Entry::first);
    return found == kWords.end() ? std::string_view("other") : found->second;
}

FinishReason finishReasonFromWord(std::string_view word)
{
    const auto* const found = std::ranges::find(kWords, word, &Entry::second);
    return found == kWords.end() ? FinishReason::Other : found->first;
}

std::vector<FinishReason> FinishReasons::all() const
{
    std::vector<FinishReason> reasons;
    for (const auto& [reason, word] : kWords) {
        if (has(reason))
            reasons.push_back(reason);
    }
    return reasons;
}

} // namespace gotoai::chat
