// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/accessid.h"
#include "hypercore/access/role.h"

#include <optional>
#include <string>
#include <variant>

namespace gotoai::hypercore {

// Who calls the admin API: a user who signed in, or whoever holds an admin token.
struct Principal
{
    std::optional<UserId> user; // empty for an admin token
    std::string name;           // the user's e-mail address or the token's label
    Role role = Role::Member;
    std::optional<AccountId> account; // a member's own; empty for every other role
    std::variant<SessionId, AdminTokenId> credential;
    std::string address; // the client's, numeric

    // "usr_…", or "tok_…" for an admin token: the same over all sessions of a user.
    std::string id() const { return user ? user->toString() : credentialId(); }
    std::string credentialId() const
    {
        return std::visit([](const auto& id) { return id.toString(); }, credential);
    }
};

} // namespace gotoai::hypercore
