// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string_view>

namespace gotoai::json {

// Steps over JSON that has been proven valid before; `at` is a byte offset into `text`, never beyond its size. Pure.

std::size_t skipBlanks(std::string_view text, std::size_t at);
// `at` is an opening quote; one past the closing one.
std::size_t skipString(std::string_view text, std::size_t at);
// `at` is a value's first byte; one past its last.
std::size_t skipValue(std::string_view text, std::size_t at);

} // namespace gotoai::json
