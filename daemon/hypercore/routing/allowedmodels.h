// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gotoai::hypercore {

// The models that a key may use: by their ids, or by how these begin ("openai/*"). Pure.
class AllowedModels
{
public:
    static constexpr std::size_t kMostPatterns = 64;
    static constexpr std::size_t kMostBytes = 200; // a pattern

    AllowedModels() = default; // every model
    // InvalidRequest naming `models` for none or too many, for one that is empty, too long, gotoai's own, or has what
    // no id of a model has, as a star elsewhere than at its end. What comes twice counts once.
    static Result<AllowedModels> make(std::vector<std::string> patterns);

    bool isEvery() const { return m_patterns.empty(); }
    bool admits(std::string_view model) const;
    const std::vector<std::string>& patterns() const { return m_patterns; } // in order; empty: every model
    bool operator==(const AllowedModels&) const = default;

private:
    std::vector<std::string> m_patterns;
};

} // namespace gotoai::hypercore
