// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gotoai {

// Lower-case hexadecimal, two digits a byte.
std::string toHex(std::span<const std::uint8_t> bytes);

// Accepts lower case only, so that every value has one spelling. Empty on an odd length or a foreign character.
std::optional<std::vector<std::uint8_t>> fromHex(std::string_view text);

} // namespace gotoai
