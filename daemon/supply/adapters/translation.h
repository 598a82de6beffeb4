// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "chat/request.h"
#include "json/value.h"

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace gotoai::supply {

// What the adapters that tell a request in another protocol's words have in common. The bytes are the client's, proven
// to be JSON; what they say is not yet. Errors name the field: UnsupportedParameter what the protocol has no words for,
// InvalidRequest what is wrong in any.

// UnsupportedParameter that tells so of `field` ("messages[2].name").
Error cannotExpress(std::string_view field, std::string_view protocol);
Error wrongField(std::string_view field, std::string_view what);

// The value of a top-level member; absent where there is none.
json::Value memberOf(const chat::Request& request, std::string_view key);

// Every member must be expressible: in `expressed`, a mere hint that no answer depends on, or at the value that it has
// by default (n 1, penalties 0, …).
Result<void> checkMembers(const chat::Request& request, std::initializer_list<std::string_view> expressed,
                          std::string_view protocol);
// The same for an object within: members are null or among `known`.
Result<void> checkFields(const json::Value& object, std::initializer_list<std::string_view> known,
                         const std::string& path, std::string_view protocol);

// "messages[3]", "tools[0].function"
std::string indexed(std::string_view field, std::size_t index);

// An image given in the request: data:<type>;base64,<data> (RFC 2397).
struct InlineImage
{
    std::string mediaType;
    std::string base64;
};
// Empty when `url` is an address rather than data.
std::optional<InlineImage> inlineImage(std::string_view url);

// The object that a called function's `arguments` string holds, as bytes; "{}" where it is empty.
Result<std::string> argumentsObject(const json::Value& arguments, const std::string& path);

// What a request wants of a model's thinking.
struct ReasoningWish
{
    std::string effort;                    // "none", "minimal", "low", "medium", "high", "xhigh"; empty: not said
    std::optional<std::int64_t> maxTokens; // ≥ 1
    bool isExcluded = false;               // not to be shown
    std::string field;                     // that says so
    bool isThere() const { return !field.empty(); }
};

// reasoning_effort, or OpenRouter's `reasoning` object.
// Sources: OpenAI API reference, chat completions; OpenRouter, "Reasoning Tokens".
Result<ReasoningWish> readReasoningWish(const chat::Request& request, std::string_view protocol);

} // namespace gotoai::supply
