// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/accessid.h"
#include "crypto/passwordhash.h"
#include "hypercore/access/peppers.h"
#include "hypercore/access/role.h"

#include <cstdint>
#include <optional>
#include <string>

namespace gotoai::hypercore {

// The one-time token by which a user sets a password without an old one.
struct Invitation
{
    PepperedMac mac;
    Instant expiresAt{};
};

// A person who may sign in.
struct User
{
    UserId id;
    std::string email; // in lower case; what they sign in with; never changes
    std::string name;
    Role role = Role::Member;
    std::optional<AccountId> account; // of the role member, and only of it
    std::optional<crypto::PasswordHash> password;
    std::optional<Invitation> invitation;
    Instant sessionsFrom{}; // sessions from before it are over: the last change of the password, or of the state
    bool isEnabled = true;
    std::int64_t version = 1;
    Instant createdAt{};
};

// From a sign-in to a sign-out or its expiry.
struct Session
{
    SessionId id;
    UserId user;
    PepperedMac mac;
    std::string address; // of the client that signed in
    Instant expiresAt{};
    Instant createdAt{};
};

} // namespace gotoai::hypercore
