// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/request.h"

#include "money/usage.h"
#include "json/repeats.h"

#include <simdjson.h>

#include <algorithm>
#include <array>

namespace gotoai::chat {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

constexpr std::int64_t kMaxChoices = 128;

// Members that cost extra whenever they are there and not null.
constexpr std::array<std::string_view, 5> kUnpriced = {"web_search_options", "audio", "prediction", "plugins",
                                                       "search_parameters"};

Error wrong(std::string_view param, std::string_view what)
{
    return failure(ErrorCode::InvalidRequest, "'" + std::string(param) + "' " + std::string(what), std::string(param));
}

Error unpriced(std::string_view param, std::string_view what)
{
    return failure(ErrorCode::UnsupportedParameter, std::string(what) + ", which has no price here",
                   std::string(param));
}

Result<bool> readBool(const element& value, std::string_view param)
{
    bool answer = false;
    if (!value.is_null() && value.get(answer))
        return wrong(param, "must be a boolean");
    return answer;
}

// Empty for null.
Result<std::optional<std::int64_t>> readCount(const element& value, std::string_view param, std::int64_t most)
{
    if (value.is_null())
        return std::optional<std::int64_t>{};
    std::int64_t count = 0;
    if (value.get(count))
        return wrong(param, "must be an integer");
    if (count < 1 || count > most)
        return wrong(param, "must be between 1 and " + std::to_string(most));
    return std::optional(count);
}

// One part of a message's content. Counts every `type`, since a parser that keeps the last of two equal keys would see
// another part than one that keeps the first.
Result<void> readPart(const element& value, Request& request)
{
    object part;
    if (value.get(part))
        return wrong("messages", "has a content part that is not an object");
    for (const auto& field : part) {
        if (field.key != "type")
            continue;
        std::string_view type;
        if (field.value.get(type))
            return wrong("messages", "has a content part whose type is not a string");
        if (type == "image_url")
            ++request.images;
        else if (type != "text" && type != "refusal")
            return unpriced("messages", "a content part is neither text nor an image");
    }
    return {};
}

Result<void> readMessages(const element& value, Request& request)
{
    array messages;
    if (value.get(messages))
        return wrong("messages", "must be an array");
    if (messages.begin() == messages.end())
        return wrong("messages", "must not be empty");
    for (const element entry : messages) {
        object message;
        if (entry.get(message))
            return wrong("messages", "must hold objects");
        for (const auto& field : message) {
            if (field.key == "audio" && !field.value.is_null())
                return unpriced("messages", "a message refers to audio");
            array parts;
            if (field.key != "content" || field.value.get(parts))
                continue;
            for (const element part : parts)
                if (auto read = readPart(part, request); !read)
                    return read;
        }
    }
    return {};
}

Result<void> readTools(const element& value, Request& request)
{
    if (value.is_null())
        return {};
    array tools;
    if (value.get(tools))
        return wrong("tools", "must be an array");
    for (const element entry : tools) {
        object tool;
        if (entry.get(tool))
            return wrong("tools", "must hold objects");
        request.usesTools = true;
        for (const auto& field : tool) {
            std::string_view type;
            if (field.key != "type")
                continue;
            if (field.value.get(type))
                return wrong("tools", "has a tool whose type is not a string");
            if (type != "function" && type != "custom")
                return unpriced("tools", "a tool is hosted by the provider");
        }
    }
    return {};
}

Result<void> readStreamOptions(const element& value, Request& request)
{
    if (value.is_null())
        return {};
    object options;
    if (value.get(options))
        return wrong("stream_options", "must be an object");
    for (const auto& field : options) {
        if (field.key != "include_usage")
            continue;
        auto wantsUsage = readBool(field.value, "stream_options.include_usage");
        if (!wantsUsage)
            return std::move(wantsUsage).error();
        request.wantsUsage = *wantsUsage;
    }
    return {};
}

Result<void> readModalities(const element& value)
{
    if (value.is_null())
        return {};
    array modalities;
    if (value.get(modalities))
        return wrong("modalities", "must be an array");
    for (const element entry : modalities) {
        std::string_view modality;
        if (entry.get(modality))
            return wrong("modalities", "must hold strings");
        if (modality != "text")
            return unpriced("modalities", "an output other than text is asked for");
    }
    return {};
}

Result<void> readServiceTier(const element& value)
{
    std::string_view tier;
    if (value.is_null())
        return {};
    if (value.get(tier))
        return wrong("service_tier", "must be a string");
    if (tier != "auto" && tier != "default")
        return unpriced("service_tier", "a service tier is asked for");
    return {};
}

Result<void> readOutputLimit(const element& value, std::string_view key, Request& request)
{
    auto limit = readCount(value, key, kMaxTokenCount);
    if (!limit)
        return std::move(limit).error();
    if (*limit)
        request.maxCompletionTokens = std::min(**limit, request.maxCompletionTokens.value_or(**limit));
    return {};
}

Result<void> readResponseFormat(const element& value, Request& request)
{
    object format;
    if (value.is_null())
        return {};
    if (value.get(format))
        return wrong("response_format", "must be an object");
    for (const auto& field : format) {
        std::string_view type;
        if (field.key != "type")
            continue;
        if (field.value.get(type))
            return wrong("response_format", "must have a type that is a string");
        request.wantsJsonObject |= type == "json_object";
        request.wantsJsonSchema |= type == "json_schema";
    }
    return {};
}

// For routing alone: what is odd about them is the provider's to say.
void readHints(std::string_view key, const element& value, Request& request)
{
    std::string_view text;
    object reasoning;
    if (key == "prompt_cache_key" && value.get(text) == simdjson::SUCCESS)
        request.cacheKey = text;
    else if (key == "reasoning_effort" && value.get(text) == simdjson::SUCCESS)
        request.wantsReasoning |= text != "none";
    else if (key == "reasoning")
        request.wantsReasoning |= value.get(reasoning) == simdjson::SUCCESS;
}

// The wishes of `request`, which has none as long as none is uttered.
RouteWishes wishesOf(const Request& request) { return request.routeWishes ? *request.routeWishes : RouteWishes{}; }

Result<void> readRouteWish(std::string_view key, const element& value, Request& request)
{
    RouteWishes wishes = wishesOf(request);
    auto read = key == "provider" ? readProviderWishes(value, wishes) : readModelWishes(value, wishes);
    if (read && !value.is_null())
        request.routeWishes = std::make_shared<const RouteWishes>(std::move(wishes));
    return read;
}

Result<void> readMember(std::string_view key, const element& value, Request& request)
{
    if (key == "messages")
        return readMessages(value, request);
    if (key == "max_tokens" || key == "max_completion_tokens")
        return readOutputLimit(value, key, request);
    if (key == "tools")
        return readTools(value, request);
    if (key == "stream_options")
        return readStreamOptions(value, request);
    if (key == "modalities")
        return readModalities(value);
    if (key == "service_tier")
        return readServiceTier(value);
    if (key == "response_format")
        return readResponseFormat(value, request);
    if (key == "provider" || key == "models")
        return readRouteWish(key, value, request);
    if (key == "gotoai") {
        auto wishes = readFailureWishes(value);
        if (!wishes)
            return std::move(wishes).error();
        request.failureWishes = *wishes;
        return {};
    }
    if (key == "model") {
        std::string_view model;
        if (value.get(model) || model.empty())
            return wrong("model", "must be a string that is not empty");
        request.model = model;
    } else if (key == "stream") {
        auto isStreamed = readBool(value, key);
        if (!isStreamed)
            return std::move(isStreamed).error();
        request.isStreamed = *isStreamed;
    } else if (key == "n") {
        auto choices = readCount(value, key, kMaxChoices);
        if (!choices)
            return std::move(choices).error();
        request.choices = choices->value_or(1);
    } else if (key == "functions") {
        array functions;
        request.usesTools |= value.get(functions) == simdjson::SUCCESS && functions.size() > 0;
    } else if (!value.is_null() && std::find(kUnpriced.begin(), kUnpriced.end(), key) != kUnpriced.end()) {
        return unpriced(key, "'" + std::string(key) + "' asks for a service");
    } else {
        readHints(key, value, request);
    }
    return {};
}

// The members that are ours at every level.
constexpr std::array<std::string_view, 3> kOwned = {"provider", "gotoai", "stream_options"};

// The last of two equal members would silently stand for both, of a limit or of a wish for privacy, too.
Result<void> refuseRepeats(std::string_view body, const json::Members& members)
{
    for (const std::string_view key : kOwned) {
        const json::Member* member = json::findMember(members, key);
        if (!member)
            continue;
        const json::Span place = member->value;
        if (const auto path = json::repeatedMember(body.substr(place.begin, place.end - place.begin)))
            return wrong(std::string(key) + "." + *path, "appears twice");
    }
    return {};
}

} // namespace

Result<Request> parseRequest(std::string body, json::Parser& parser)
{
    auto parsed = parser.parse(body);
    if (!parsed)
        return std::move(parsed).error();
    object root;
    if ((*parsed)->get(root))
        return failure(ErrorCode::InvalidJson, "the request body is not a JSON object");
    auto members = parser.topLevelMembers(body);
    if (!members)
        return std::move(members).error();
    if (auto checked = refuseRepeats(body, *members); !checked)
        return std::move(checked).error();

    Request request;
    for (const auto& field : root)
        if (auto read = readMember(field.key, field.value, request); !read)
            return std::move(read).error();
    if (request.model.empty() && request.routeWishes && !request.routeWishes->models.empty())
        request.model = request.routeWishes->models.front();
    if (request.model.empty())
        return failure(ErrorCode::InvalidRequest, "you must provide a model", "model");
    if (!json::findMember(*members, "messages"))
        return failure(ErrorCode::InvalidRequest, "you must provide messages", "messages");
    request.members = std::move(*members);
    request.body = std::move(body);
    return request;
}

} // namespace gotoai::chat
