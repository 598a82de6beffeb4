// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "chat/finishreasons.h"
#include "money/usage.h"
#include "json/document.h"

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gotoai::chat {

// Choices of an answer by their `index`, 0 where it is left out; beyond 127, which is none that may be asked for, not
// told.
using ChoiceIndices = std::bitset<128>;

// What a whole answer (chat.completion) or one frame of a streamed one (chat.completion.chunk) says, read from its
// bytes and left in place. Views and spans point into the bytes that were read, which the caller keeps.
struct Answer
{
    std::string_view bytes;
    json::Members members;         // top level, for splicing id, model and usage
    std::string_view id;           // empty if absent
    std::string_view model;        // likewise; as the provider calls it
    bool hasChoices = false;       // `choices` is a non-empty array
    ChoiceIndices choices;         // those
    bool isFinished = false;       // some choice carries a finish_reason, which is a text that is not empty
    bool isOpen = false;           // some choice carries one that says nothing: null, empty, no text
    ChoiceIndices finished;        // the choices that do
    FinishReasons finishReasons{}; // theirs
    bool hasOutput = false;        // content, refusal, reasoning or a tool call that is not empty
    std::int64_t outputBytes = 0;  // UTF-8 bytes of that output, for estimates
    bool hasUsage = false;         // `usage` is an object; then:
    std::optional<Usage> usage;    // empty although hasUsage: the counts are absurd (negative, not integers, beyond
                                   // kMaxTokenCount, cached above prompt, reasoning above completion)
    std::optional<Error> error;    // the provider reports an error instead; `detail` is its message, capped
};

// InvalidJson when `bytes` are not a JSON object.
Result<Answer> readAnswer(std::string_view bytes, json::Parser& parser);

} // namespace gotoai::chat
