// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clearinghouse/evidence.h"
#include "money/usage.h"

#include <cstdint>
#include <optional>

namespace gotoai::hypercore {

// The tokens of an answer that reached the client part by part, each from another attempt, and what it comes to as the
// one answer that it is for the user: its prompt once, the output of all parts. Whoever goes on counts the begin as
// prompt. A value; knows no price.
class BegunAnswer
{
public:
    BegunAnswer() = default;
    // As it was noted.
    explicit BegunAnswer(const clearinghouse::BegunPart& part);

    // An attempt broke off, with `textBytes` of the answer out by then. Its count holds for what it brought, a token to
    // a byte at most; else that is estimated.
    void addPart(const Usage& usage, UsageSource source, std::int64_t textBytes);
    void clear() { *this = {}; }

    std::int64_t tokens() const { return m_tokens; } // of what is out

    // In what follows, `prompt` is the request's alone, as estimated: it counts where no attempt has counted it.
    // For the case that the process ends before the answer does.
    clearinghouse::BegunPart part(std::int64_t prompt) const { return {m_tokens, m_prompt.value_or(prompt)}; }
    // With what an attempt used that goes on with it.
    Usage asOneAnswer(const Usage& usage, UsageSource source, std::int64_t prompt) const;

private:
    Usage withoutBegin(Usage usage) const;

    std::int64_t m_textBytes = 0;
    std::int64_t m_tokens = 0;
    std::optional<std::int64_t> m_prompt; // as the first counted it that did
};

} // namespace gotoai::hypercore
