// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/alertid.h"
#include "protocol/codec.h"

#include <optional>
#include <string>

namespace gotoai::protocol {

struct Alert
{
    AlertId id;
    std::string kind;     // "low_balance" …
    std::string severity; // notice, warning, critical
    std::string subject;  // what it is about, mostly an id
    std::optional<AccountId> account;
    std::string facts; // a sentence for people
    Instant firstSeenAt{};
    Instant lastSeenAt{};
    std::int64_t count = 1;
    std::optional<Instant> acknowledgedAt;
    std::optional<std::string> acknowledgedBy;
    std::int64_t version = 1;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("id", self.id);
        codec.required("kind", self.kind);
        codec.required("severity", self.severity);
        codec.required("subject", self.subject);
        codec.nullable("account", self.account);
        codec.required("facts", self.facts);
        codec.required("first_seen_at", self.firstSeenAt);
        codec.required("last_seen_at", self.lastSeenAt);
        codec.required("count", self.count);
        codec.nullable("acknowledged_at", self.acknowledgedAt);
        codec.nullable("acknowledged_by", self.acknowledgedBy);
        codec.required("version", self.version);
    }
};

} // namespace gotoai::protocol
