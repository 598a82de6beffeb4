// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "chat/failurewishes.h"
#include "chat/routewishes.h"
#include "json/document.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gotoai::chat {

// A chat completion request in OpenAI's shape, the common tongue: the client's bytes as they came and the few fields
// that GotoAI needs to know. Source of names and ranges: OpenAI's API reference, POST /v1/chat/completions.
struct Request
{
    std::string body;      // the client's bytes, valid JSON, an object without duplicate keys
    json::Members members; // where each top-level member stands in `body`
    std::string model;
    bool isStreamed = false;
    bool wantsUsage = false;                         // stream_options.include_usage
    std::int64_t choices = 1;                        // n, 1…128
    std::optional<std::int64_t> maxCompletionTokens; // the lower of max_tokens and max_completion_tokens, ≥ 1
    std::int64_t images = 0;                         // image_url parts in messages
    bool usesTools = false;
    bool wantsJsonObject = false; // response_format
    bool wantsJsonSchema = false;
    bool wantsReasoning = false; // reasoning_effort other than none, or reasoning
    std::string cacheKey;        // prompt_cache_key: what shares a prefix, in the client's words; may be empty
    std::shared_ptr<const RouteWishes> routeWishes; // null: none
    bool isPrivate = false;      // its order may go to private providers only, whoever asked for that; routing's to set
    FailureWishes failureWishes; // gotoai
};

// Checks what money or routing hang on, and nothing else: unknown fields pass. Errors carry the field in `param`:
// InvalidJson (not JSON, not an object, too deep), InvalidRequest (duplicate top-level key, or one at any depth of
// provider, gotoai and stream_options, wrong type or range of an owned field, missing model (with no models either) or
// messages, empty messages), UnsupportedParameter (a field that costs extra and has no price: service_tier other than
// auto/default, web_search_options, audio, modalities with audio, prediction, hosted tools, input_audio and file parts,
// plugins).
Result<Request> parseRequest(std::string body, json::Parser& parser);

} // namespace gotoai::chat
