// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace gotoai {

// Whether a name is the pattern, or begins as it does before a star at its end: "openai/gpt-4o" fits "openai/*". Pure.
inline bool fitsPattern(std::string_view name, std::string_view pattern)
{
    return pattern.ends_with('*') ? name.starts_with(pattern.substr(0, pattern.size() - 1)) : name == pattern;
}

} // namespace gotoai
