// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/accessid.h"
#include "hypercore/access/peppers.h"
#include "hypercore/access/role.h"

#include <cstdint>
#include <optional>
#include <string>

namespace gotoai::hypercore {

// A bearer token of the admin API, for scripts and for the first sign-in. Never changes but to be revoked.
struct AdminToken
{
    AdminTokenId id;
    std::string label;
    Role role = Role::Admin;
    std::optional<AccountId> account; // of the role member, and only of it
    PepperedMac mac;
    std::optional<Instant> expiresAt;
    std::optional<Instant> revokedAt;
    Instant createdAt{};
};

} // namespace gotoai::hypercore
