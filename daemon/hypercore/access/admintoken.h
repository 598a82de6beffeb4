// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"
#include "hypercore/access/credential.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gotoai::hypercore {

struct AdminTokenTag
{
    static constexpr std::string_view prefix = "tok_";
};
using AdminTokenId = Id<AdminTokenTag>;

// A bearer token of the admin API; it may do everything there.
struct AdminToken
{
    AdminTokenId id;
    std::string label;
    CredentialMac mac{};
    std::optional<Instant> revokedAt;
    Instant createdAt{};
};

} // namespace gotoai::hypercore
