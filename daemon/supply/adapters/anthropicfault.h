// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "supply/adapters/fault.h"
#include "json/document.h"

#include <string_view>

namespace gotoai::supply {

// Errors of Anthropic's APIs: {"type":"error","error":{"type","message"},"request_id"}. What invalid_request_error is
// about, only its message tells: too long a prompt, an empty account, filtered content, a model that cannot do it.
// Source: Anthropic API reference, "Errors".

// The body of an error status; it may be anything, a proxy's page too.
Fault readAnthropicFault(int status, std::string_view body, json::Parser& parser);
// An `error` event of a stream, or such a body under a good status.
Fault readAnthropicFault(std::string_view frame, json::Parser& parser);

} // namespace gotoai::supply
