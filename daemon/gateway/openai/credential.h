// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "http/exchange.h"

#include <string_view>

namespace gotoai::gateway {

// The API key of a request: `Authorization: Bearer …`, `x-api-key` or `api-key`. MissingCredential without one,
// InvalidCredential when two of them differ, since nobody can tell which was meant to pay.
Result<std::string_view> credentialOf(const http::Request& request);

} // namespace gotoai::gateway
