// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/secret.h"

#include <string>
#include <string_view>

namespace gotoai::webhooks {

// The value of the header field X-GotoAI-Signature: "t=1700000000,v1=<64 hexadecimal digits>", where t is the time of
// sending in seconds since 1970, and v1 HMAC-SHA-256 of t, a full stop and the body, under the secret as it was shown.
// A receiver that refuses old times cannot be sent the same again by somebody who listened.
std::string signatureOf(const Secret& secret, Instant at, std::string_view body);

} // namespace gotoai::webhooks
