// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <string>
#include <string_view>

namespace simdjson::dom {
class element;
}

namespace gotoai::chat {

// Longest provider message that is passed on, in bytes.
inline constexpr std::size_t kMaxErrorMessage = 300;

// An `error` member in OpenAI's shape, {"message","type","param","code"}, or a bare string. The code is read from the
// member's own words: context_length_exceeded, a rate limit, invalid_request_error (the request is at fault, `param`
// names the field), otherwise UpstreamRefused. The message is scrubbed and capped.
Error readProviderError(const simdjson::dom::element& element);

// Text that a provider wrote, fit to be shown and logged: whatever looks like a key is masked, control characters are
// blanks, and it ends after kMaxErrorMessage bytes at a character's edge.
std::string scrubbed(std::string_view text);

} // namespace gotoai::chat
