// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>

namespace gotoai::json {

// JSON sets no range for numbers (RFC 8259, section 6), simdjson does: int64, uint64 and finite doubles. Overwrites in
// place every number beyond them by -0.5 and blanks, which parses, has room there and is neither an integer nor above
// zero, so that no count, price or limit is ever read from it. How many there were. `text` keeps to JSON's grammar. For
// texts that the parser has refused: never on the way of a usual one.
std::size_t maskWideNumbers(std::span<char> text);

} // namespace gotoai::json
