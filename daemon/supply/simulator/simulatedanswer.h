// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "supply/catalog.h"
#include "json/document.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace gotoai::supply {

// What the simulator says to one request: a function of the provider's settings and the request's bytes, nothing else.
//
// One word is one completion token. Prompt tokens are the bytes of the request's `messages` value, in quarters, rounded
// up. The text is as long as the settings and the request's output limit allow; a lower limit ends it by "length". The
// first choice alone is answered.
class SimulatedAnswer
{
public:
    enum class Fate { Answered, Error, Cut };

    static Result<SimulatedAnswer> make(const SimulatorSettings& settings, std::string_view body, json::Parser& parser);

    Fate fate() const { return m_fate; }
    bool isStreamed() const { return m_isStreamed; }
    std::int64_t tokens() const { return m_tokens; }

    // The whole body of an unstreamed answer.
    std::string body() const;
    // A stream's event frames, blank line included: the opening one names the role, then one a token (from 0), then
    // finish, usage if asked for, and [DONE].
    std::string roleFrame() const;
    std::string tokenFrame(std::int64_t index) const;
    std::string closingFrames() const;

private:
    std::string word(std::int64_t index) const;
    std::string opening(std::string_view object) const;
    std::string frame(std::string_view delta, std::string_view finish) const;
    std::string usage() const;

    std::uint64_t m_hash = 0;
    Fate m_fate = Fate::Answered;
    bool m_isStreamed = false;
    bool m_wantsUsage = false;
    bool m_isLimited = false;
    std::int64_t m_tokens = 0;
    std::int64_t m_promptTokens = 0;
    std::string m_model; // quoted
};

} // namespace gotoai::supply
