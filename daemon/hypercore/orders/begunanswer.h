// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

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
    // An attempt broke off, with `textBytes` of the answer out by then. Its count holds for what it brought, a token to
    // a byte at most; else that is estimated.
    void addPart(const Usage& usage, UsageSource source, std::int64_t textBytes);
    void clear() { *this = {}; }

    std::int64_t tokens() const { return m_tokens; } // of what is out

    // With what an attempt used that goes on with it. `prompt` is the request's alone, as estimated where no attempt
    // has counted it.
    Usage asOneAnswer(const Usage& usage, UsageSource source, std::int64_t prompt) const;

private:
    Usage withoutBegin(Usage usage) const;

    std::int64_t m_textBytes = 0;
    std::int64_t m_tokens = 0;
    std::optional<std::int64_t> m_prompt; // as the first counted it that did
};

} // namespace gotoai::hypercore
