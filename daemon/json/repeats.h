// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gotoai::json {

// The path of a member that stands twice in its object, at any depth of a text that has been proven valid:
// "deadlines.idle_ms", "tiers[1].prompt". JSON leaves open which of the two counts (RFC 8259, section 4), so that
// whoever reads a wish or a limit must take neither. Empty where there is none. Pure.
std::optional<std::string> repeatedMember(std::string_view text);

} // namespace gotoai::json
