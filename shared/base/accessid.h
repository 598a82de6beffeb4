// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"

#include <string_view>

namespace gotoai {

// The ids of those who use the admin API, and of what they prove themselves by.
struct UserTag
{
    static constexpr std::string_view prefix = "usr_";
};
struct SessionTag
{
    static constexpr std::string_view prefix = "ses_";
};
struct AdminTokenTag
{
    static constexpr std::string_view prefix = "tok_";
};

using UserId = Id<UserTag>;
using SessionId = Id<SessionTag>;
using AdminTokenId = Id<AdminTokenTag>;

} // namespace gotoai
