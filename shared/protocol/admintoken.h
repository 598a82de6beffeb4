// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/accessid.h"
#include "protocol/codec.h"

#include <optional>
#include <string>

namespace gotoai::protocol {

struct AdminToken
{
    AdminTokenId id;
    std::string label;
    std::string role;
    std::optional<AccountId> account; // of the role member
    std::optional<Instant> expiresAt;
    std::optional<Instant> revokedAt;
    Instant createdAt{};

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("id", self.id);
        codec.required("label", self.label);
        codec.required("role", self.role);
        codec.nullable("account", self.account);
        codec.nullable("expires_at", self.expiresAt);
        codec.nullable("revoked_at", self.revokedAt);
        codec.required("created_at", self.createdAt);
    }
};

// A token as it answers its creation: the only time that its text is shown.
struct CreatedAdminToken
{
    AdminToken adminToken;
    Secret token;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        AdminToken::describe(self.adminToken, codec);
        codec.required("token", self.token);
    }
};

struct AdminTokenDraft
{
    std::string label;
    std::string role;
    std::optional<AccountId> account;
    std::optional<Instant> expiresAt;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.defaulted("label", self.label);
        codec.required("role", self.role);
        codec.nullable("account", self.account);
        codec.nullable("expires_at", self.expiresAt);
    }
};

} // namespace gotoai::protocol
