// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gotoai::json {

// Where a text stops being one JSON value by the grammar of RFC 8259, and why.
struct Fault
{
    std::size_t place = 0; // byte offset; the text's size where it ends too early
    std::string reason;    // a phrase: "a string is not closed"
};

// For texts that the parser has refused: it knows that something is wrong, this says where. Never on the way of a good
// text. Empty when the grammar holds: then a number or a surrogate pair is out of range. Pure.
std::optional<Fault> locateFault(std::string_view text, std::size_t maxDepth);

} // namespace gotoai::json
