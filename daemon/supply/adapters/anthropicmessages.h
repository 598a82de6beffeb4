// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "json/textwriter.h"
#include "json/value.h"

#include <string>

namespace gotoai::supply {

// What the thinking of an answer is marked by when it goes out in `reasoning_details`, and known by when it comes back.
inline constexpr std::string_view kAnthropicReasoning = "anthropic-claude-v1";

// Writes `system`, where there is one, and `messages` into an object that is open.
Result<void> writeAnthropicMessages(const json::Value& messages, json::TextWriter& out);

// Writes the `cache_control` of a content part or a tool, where it has one.
Result<void> writeCacheControl(const json::Value& holder, const std::string& path, json::TextWriter& out);

} // namespace gotoai::supply
