// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/routing/allowedmodels.h"

#include "base/namepattern.h"

#include <algorithm>

namespace gotoai::hypercore {
namespace {

constexpr std::string_view kOwnModels = "gotoai/"; // no model, but a choice among them

bool isModelCharacter(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           std::string_view("._:/@+-").find(c) != std::string_view::npos;
}

// Of what a model's id may hold, with a star behind it or not.
bool isPattern(std::string_view text)
{
    const std::string_view begin = text.substr(0, text.ends_with('*') ? text.size() - 1 : text.size());
    return !text.empty() && text.size() <= AllowedModels::kMostBytes && std::ranges::all_of(begin, isModelCharacter) &&
           !begin.starts_with(kOwnModels);
}

} // namespace

Result<AllowedModels> AllowedModels::make(std::vector<std::string> patterns)
{
    if (patterns.empty() || patterns.size() > kMostPatterns)
        return failure(ErrorCode::InvalidRequest, "a key may use every model (null), or 1 to 64 that are named",
                       "models");
    if (!std::ranges::all_of(patterns, isPattern))
        return failure(ErrorCode::InvalidRequest,
                       "a model is named by its id, or by how that begins and a star (\"openai/*\")", "models");
    AllowedModels allowed;
    allowed.m_patterns = std::move(patterns);
    std::ranges::sort(allowed.m_patterns);
    const auto repeated = std::ranges::unique(allowed.m_patterns);
    allowed.m_patterns.erase(repeated.begin(), repeated.end());
    return allowed;
}

bool AllowedModels::admits(std::string_view model) const
{
    return isEvery() ||
           std::ranges::any_of(m_patterns, [model](std::string_view pattern) { return fitsPattern(model, pattern); });
}

} // namespace gotoai::hypercore
