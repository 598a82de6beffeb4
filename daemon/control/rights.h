// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hypercore/access/role.h"

#include <optional>
#include <span>
#include <string_view>

namespace gotoai::control {

// What a caller must be to use a route. Where a member may enter, the route shows and changes only what belongs to the
// member's own account, or to himself; all else is not there for him (404).
enum class Right {
    Open,      // anybody, without a credential
    SignedIn,  // anybody with a credential, for himself
    Read,      // every role
    ReadAll,   // admin, operator, viewer
    OwnThings, // admin, member: what a member may change of his account
    Supply,    // admin, operator
    Platform,  // admin
};

bool isAllowed(Right right, hypercore::Role role);
// "admin or operator"
std::string_view allowedRoles(Right right);

// The right that one operation needs.
struct RouteRight
{
    std::string_view method;
    std::string_view pattern; // as in its Route
    Right right;
};

// Every operation of the admin API: the whole of who may do what.
std::span<const RouteRight> adminRights();

} // namespace gotoai::control
