// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"
#include "base/result.h"
#include "clearinghouse/order.h"

#include <string_view>

namespace gotoai::hypercore {

// What of a request makes it the same as another, as far as its client says that it is.
struct RepeatableRequest
{
    KeyId key; // who asks
    std::string_view method;
    std::string_view path;
    std::string_view idempotencyKey;
    std::string_view body;
};

// InvalidRequest unless the key is 1 to 255 visible ASCII characters.
Result<clearinghouse::RequestIdentity> identityOf(const RepeatableRequest& request);

} // namespace gotoai::hypercore
