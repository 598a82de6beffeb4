// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "chat/request.h"
#include "supply/catalog.h"

#include <string>
#include <string_view>

namespace gotoai::supply {

// A chat completion request told as one of Anthropic's Messages API; texts, schemas and numbers keep their bytes.
//
// System and developer messages before the conversation become `system`, later ones stay where they are (models that
// know no such messages refuse them). Tool messages in a row become the one user message with their results. Data URIs
// become base64 sources. `reasoning_details` that an answer of this adapter carried come back as the thinking blocks
// that they were. `cache_control` goes along on text, images and tools, for five minutes: an hour has no price here.
// `max_tokens` is mandatory there; without a limit of the client's it is the endpoint's, which the hold covers.
// UnsupportedParameter names the field that the protocol has no words for.
// Sources: Anthropic API reference, "Create a Message"; guides "Vision", "Tool use", "Structured outputs", "Adaptive
// thinking", "Extended thinking", "Prompt caching", "Mid-conversation system messages".
Result<std::string> anthropicBody(const chat::Request& request, const Endpoint& endpoint);

// Whether the model thinks as much as it finds good ("adaptive", since Claude 4.6) rather than by a budget of tokens.
// A name without a version is taken for a new one.
bool thinksAdaptively(std::string_view model);

} // namespace gotoai::supply
