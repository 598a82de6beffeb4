// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "chat/request.h"
#include "supply/catalog.h"

#include <string>

namespace gotoai::supply {

// A chat completion request told as one of Ollama's /api/chat; texts, schemas and numbers keep their bytes. Sampling
// goes into `options`, with the endpoint's context (`num_ctx`, or Ollama would take a small one) and the output limit
// that the hold covers; a prompt beyond the context is an error rather than cut at its beginning. Each text of a
// message in parts becomes a message of its own, as Ollama's own compatibility layer does it; images must be data.
// UnsupportedParameter names the field that the protocol has no words for.
// Sources: Ollama, docs/api.md, "Generate a chat completion"; api/types.go, ChatRequest; openai/openai.go.
Result<std::string> ollamaBody(const chat::Request& request, const Endpoint& endpoint);

} // namespace gotoai::supply
