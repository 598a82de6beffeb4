// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "supply/adapters/fault.h"
#include "json/document.h"

#include <string_view>

namespace gotoai::supply {

// Errors in OpenAI's shape: {"error":{"message","type","param","code"}}, or the inner object alone (vLLM), or with a
// number for a code (OpenRouter, which also names why an input was moderated).
// Sources: OpenAI API reference, "Error codes"; OpenRouter, "Errors and Debugging".

// The body of an error status; it may be anything, HTML too.
Fault readOpenAiFault(int status, std::string_view body, json::Parser& parser);
// A frame or body that reports an error although the status was fine.
Fault readOpenAiFault(std::string_view frame, json::Parser& parser);

} // namespace gotoai::supply
