// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/routing/allowedmodels.h"

#include <algorithm>

namespace gotoai::hypercore {
namespace {

bool isPattern(std::string_view text)
{
    const bool isVisible = std::ranges::all_of(text, [](char c) { return c > ' ' && c != '\x7f'; });
    const auto star = text.find('*');
    return !text.empty() && text.size() <= AllowedModels::kMostBytes && isVisible &&
           (star == std::string_view::npos || star == text.size() - 1);
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
    return isEvery() || std::ranges::any_of(m_patterns, [model](std::string_view pattern) {
               return pattern.ends_with('*') ? model.starts_with(pattern.substr(0, pattern.size() - 1))
                                             : model == pattern;
           });
}

} // namespace gotoai::hypercore
