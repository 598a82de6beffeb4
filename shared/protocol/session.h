// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/accessid.h"
#include "protocol/codec.h"

#include <optional>
#include <string>

namespace gotoai::protocol {

struct Session
{
    SessionId id;
    UserId user;
    std::string email;
    std::string address; // of the client that signed in
    bool isCurrent = false;
    Instant createdAt{};
    Instant expiresAt{};

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("id", self.id);
        codec.required("user", self.user);
        codec.required("email", self.email);
        codec.required("address", self.address);
        codec.required("current", self.isCurrent);
        codec.required("created_at", self.createdAt);
        codec.required("expires_at", self.expiresAt);
    }
};

// Who calls, and by what.
struct Identity
{
    std::string credential; // "ses_…", or "tok_…" for an admin token
    std::optional<UserId> user;
    std::string name; // the user's e-mail address or the token's label
    std::string role;
    std::optional<AccountId> account; // a member's
    std::optional<Instant> expiresAt;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("credential", self.credential);
        codec.nullable("user", self.user);
        codec.required("name", self.name);
        codec.required("role", self.role);
        codec.nullable("account", self.account);
        codec.nullable("expires_at", self.expiresAt);
    }
};

// A session as it answers the sign-in: the only time that its token is shown.
struct StartedSession
{
    Identity identity;
    Secret token;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        Identity::describe(self.identity, codec);
        codec.required("token", self.token);
    }
};

struct SignIn
{
    std::string email;
    Secret password;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("email", self.email);
        codec.required("password", self.password);
    }
};

struct InvitationAcceptance
{
    Secret invitation;
    Secret password;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("invitation", self.invitation);
        codec.required("password", self.password);
    }
};

} // namespace gotoai::protocol
