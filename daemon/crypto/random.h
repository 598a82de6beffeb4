// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>

namespace gotoai::crypto {

// Unpredictable bytes, fit for keys.
void fillRandom(std::span<std::uint8_t> bytes);

// Takes the same time wherever the first difference stands. Different sizes are unequal.
bool constantTimeEqual(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b);

} // namespace gotoai::crypto
