// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>

namespace gotoai::hypercore {

// What somebody may do by the admin API.
enum class Role {
    Member,   // sees and uses one account's own things
    Viewer,   // reads everything, writes nothing
    Operator, // reads everything, runs supply and risk, moves no money
    Admin,    // the platform's owner
};

// "member", "viewer", "operator", "admin".
std::string_view roleWord(Role role);
std::optional<Role> roleFromWord(std::string_view word);

} // namespace gotoai::hypercore
