// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/codec.h"

#include <optional>
#include <string>
#include <vector>

namespace gotoai::protocol {

struct Key
{
    KeyId id;
    AccountId account;
    std::string label;
    std::string hint; // the last four characters of its text
    std::optional<Instant> expiresAt;
    std::optional<Instant> revokedAt;
    std::int64_t version = 1;
    Instant createdAt{};
    std::optional<std::string> mode;                // of requests that ask for none
    std::optional<std::vector<std::string>> models; // that it may use, "openai/*" among them; null: every model

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("id", self.id);
        codec.required("account", self.account);
        codec.required("label", self.label);
        codec.required("hint", self.hint);
        codec.nullable("expires_at", self.expiresAt);
        codec.nullable("revoked_at", self.revokedAt);
        codec.required("version", self.version);
        codec.required("created_at", self.createdAt);
        codec.nullable("mode", self.mode);
        codec.nullable("models", self.models);
    }
};

// A key as it answers its creation: the only time that its text is shown.
struct CreatedKey
{
    Key key;
    Secret secret;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        Key::describe(self.key, codec);
        codec.required("secret", self.secret);
    }
};

struct KeyDraft
{
    AccountId account;
    std::string label;
    std::optional<Instant> expiresAt;
    std::optional<std::string> mode;
    std::optional<std::vector<std::string>> models;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("account", self.account);
        codec.defaulted("label", self.label);
        codec.nullable("expires_at", self.expiresAt);
        codec.nullable("mode", self.mode);
        codec.nullable("models", self.models);
    }
};

struct KeyChange
{
    std::optional<std::string> label;
    std::optional<std::optional<Instant>> expiresAt;
    std::optional<std::optional<std::string>> mode;
    std::optional<std::optional<std::vector<std::string>>> models;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.change("label", self.label);
        codec.clearable("expires_at", self.expiresAt);
        codec.clearable("mode", self.mode);
        codec.clearable("models", self.models);
    }
};

} // namespace gotoai::protocol
