// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"

namespace gotoai {

struct WebhookTag
{
    static constexpr std::string_view prefix = "hook_";
};
struct DeliveryTag
{
    static constexpr std::string_view prefix = "dlv_";
};

using WebhookId = Id<WebhookTag>;
using DeliveryId = Id<DeliveryTag>;

} // namespace gotoai
