// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/accessid.h"
#include "protocol/codec.h"

#include <optional>
#include <string>

namespace gotoai::protocol {

struct User
{
    UserId id;
    std::string email;
    std::string name;
    std::string role; // "admin", "operator", "viewer", "member"
    std::optional<AccountId> account;
    bool isEnabled = true;
    bool hasPassword = false;
    std::optional<Instant> invitedUntil; // while an invitation stands
    std::int64_t version = 1;
    Instant createdAt{};

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("id", self.id);
        codec.required("email", self.email);
        codec.required("name", self.name);
        codec.required("role", self.role);
        codec.nullable("account", self.account);
        codec.required("enabled", self.isEnabled);
        codec.required("has_password", self.hasPassword);
        codec.nullable("invited_until", self.invitedUntil);
        codec.required("version", self.version);
        codec.required("created_at", self.createdAt);
    }
};

// A user who has just been made or invited: the only time that the invitation is shown.
struct InvitedUser
{
    User user;
    std::optional<Secret> invitation;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        User::describe(self.user, codec);
        codec.nullable("invitation", self.invitation);
    }
};

struct UserDraft
{
    std::string email;
    std::string name;
    std::string role;
    std::optional<AccountId> account;
    std::optional<Secret> password; // none: the user is invited

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("email", self.email);
        codec.defaulted("name", self.name);
        codec.required("role", self.role);
        codec.nullable("account", self.account);
        codec.nullable("password", self.password);
    }
};

struct UserChange
{
    std::optional<std::string> name;
    std::optional<std::string> role;
    std::optional<std::optional<AccountId>> account;
    std::optional<bool> isEnabled;
    std::optional<Secret> password;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.change("name", self.name);
        codec.change("role", self.role);
        codec.clearable("account", self.account);
        codec.change("enabled", self.isEnabled);
        codec.change("password", self.password);
    }
};

// A user's own change of the password.
struct PasswordChange
{
    Secret currentPassword;
    Secret password;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("current_password", self.currentPassword);
        codec.required("password", self.password);
    }
};

} // namespace gotoai::protocol
