// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/access/role.h"

namespace gotoai::hypercore {

std::string_view roleWord(Role role)
{
    switch (role) {
    case Role::Member: return "member";
    case Role::Viewer: return "viewer";
    case Role::Operator: return "operator";
    case Role::Admin: return "admin";
    }
    return "";
}

std::optional<Role> roleFromWord(std::string_view word)
{
    for (const Role role : {Role::Member, Role::Viewer, Role::Operator, Role::Admin}) {
        if (word == roleWord(role))
            return role;
    }
    return std::nullopt;
}

} // namespace gotoai::hypercore
