// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace gotoai::hypercore {

inline constexpr std::size_t kMaxTextBytes = 200; // of names and labels

inline bool isPrintable(std::string_view text)
{
    return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

} // namespace gotoai::hypercore
