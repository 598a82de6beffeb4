// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/adapters/anthropicmessages.h"

#include "supply/adapters/translation.h"

#include <algorithm>
#include <array>
#include <vector>

namespace gotoai::supply {
namespace {

using json::TextWriter;
using json::Value;

constexpr std::string_view kProtocol = "Anthropic's Messages API";
constexpr std::array<std::string_view, 4> kMediaTypes = {"image/jpeg", "image/png", "image/gif", "image/webp"};

bool isInstruction(const Value& message) { return message["role"].is("system") || message["role"].is("developer"); }

// Empty texts are refused there and say nothing.
bool isEmptyText(const Value& part)
{
    return part["type"].is("text") && part["text"].isString() && part["text"].inner().empty();
}

Result<void> writeImage(const Value& part, const std::string& path, TextWriter& out)
{
    const Value image = part["image_url"];
    if (!image["url"].isString())
        return wrongField(path + ".image_url.url", "must be a string");
    if (auto known = checkFields(image, {"url", "detail"}, path + ".image_url", kProtocol); !known)
        return known;
    if (image["detail"].is("low")) // images are always read in full there
        return cannotExpress(path + ".image_url.detail", kProtocol);
    const std::string url = image["url"].text();
    const auto data = inlineImage(url);
    if (data && std::ranges::find(kMediaTypes, data->mediaType) == kMediaTypes.end())
        return cannotExpress(path + ".image_url.url", kProtocol);
    out.key("type").string("image").key("source").beginObject();
    if (data)
        out.key("type").string("base64").key("media_type").string(data->mediaType).key("data").string(data->base64);
    else
        out.key("type").string("url").key("url").raw(image["url"].raw());
    out.endObject();
    return {};
}

Result<void> writePart(const Value& part, const std::string& path, TextWriter& out)
{
    auto known = checkFields(part, {"type", "text", "refusal", "image_url", "cache_control"}, path, kProtocol);
    if (!known)
        return known;
    out.beginObject();
    if (part["type"].is("image_url")) {
        if (auto written = writeImage(part, path, out); !written)
            return written;
    } else {
        const Value text = part[part["type"].is("refusal") ? "refusal" : "text"];
        if (!text.isString())
            return wrongField(path + ".text", "must be a string");
        out.key("type").string("text").key("text").raw(text.raw());
    }
    auto cached = writeCacheControl(part, path, out);
    out.endObject();
    return cached;
}

Result<void> writeParts(const Value& parts, const std::string& path, TextWriter& out)
{
    const auto elements = parts.elements();
    for (std::size_t i = 0; i < elements.size(); ++i)
        if (!isEmptyText(elements[i]))
            if (auto written = writePart(elements[i], indexed(path, i), out); !written)
                return written;
    return {};
}

// A string as it is, or an array of blocks.
Result<void> writeContent(const Value& content, const std::string& path, TextWriter& out)
{
    if (content.isString()) {
        out.key("content").raw(content.raw());
        return {};
    }
    if (!content.isArray())
        return wrongField(path, "must be a string or an array");
    out.key("content").beginArray();
    auto written = writeParts(content, path, out);
    out.endArray();
    return written;
}

// One thinking block of an earlier answer, gathered from the details that belong to it: streams tell text and signature
// one after the other.
struct Thought
{
    std::string index;
    std::string text; // as it stands between quotes
    std::string_view signature;
    std::string_view redacted;
};

std::vector<Thought> thoughtsOf(const Value& details)
{
    std::vector<Thought> thoughts;
    for (const Value& detail : details.elements()) {
        const Value format = detail["format"];
        if (format.isThere() && !format.is(kAnthropicReasoning))
            continue; // another model's
        const std::string index(detail["index"].raw());
        if (detail["type"].is("reasoning.encrypted") && detail["data"].isString()) {
            thoughts.push_back({index, {}, {}, detail["data"].raw()});
            continue;
        }
        if (!detail["type"].is("reasoning.text"))
            continue;
        const bool goesOn =
            !thoughts.empty() && !index.empty() && thoughts.back().index == index && thoughts.back().redacted.empty();
        if (!goesOn)
            thoughts.push_back({index, {}, {}, {}});
        thoughts.back().text += detail["text"].inner();
        if (detail["signature"].isString())
            thoughts.back().signature = detail["signature"].raw();
    }
    // Without its signature a thought is nobody's.
    std::erase_if(thoughts,
                  [](const Thought& thought) { return thought.signature.empty() && thought.redacted.empty(); });
    return thoughts;
}

void writeThoughts(const Value& details, TextWriter& out)
{
    for (const Thought& thought : thoughtsOf(details)) {
        out.beginObject().key("type");
        if (thought.redacted.empty())
            out.string("thinking")
                .key("thinking")
                .raw("\"" + thought.text + "\"")
                .key("signature")
                .raw(thought.signature);
        else
            out.string("redacted_thinking").key("data").raw(thought.redacted);
        out.endObject();
    }
}

Result<void> writeToolCalls(const Value& calls, const std::string& path, TextWriter& out)
{
    const auto elements = calls.elements();
    for (std::size_t i = 0; i < elements.size(); ++i) {
        const Value& call = elements[i];
        const Value function = call["function"];
        const std::string place = indexed(path, i);
        if (!call["type"].is("function"))
            return cannotExpress(place + ".type", kProtocol);
        if (!call["id"].isString() || !function["name"].isString())
            return wrongField(place, "must have an id and a function's name");
        auto input = argumentsObject(function["arguments"], place + ".function.arguments");
        if (!input)
            return std::move(input).error();
        out.beginObject().key("type").string("tool_use").key("id").raw(call["id"].raw());
        out.key("name").raw(function["name"].raw()).key("input").raw(*input).endObject();
    }
    return {};
}

Result<void> writeAssistant(const Value& message, const std::string& path, TextWriter& out)
{
    // Answers carry more than they are asked for; clients send them back whole.
    if (auto known = checkFields(message,
                                 {"role", "content", "refusal", "tool_calls", "reasoning_details", "reasoning",
                                  "reasoning_content", "annotations", "id"},
                                 path, kProtocol);
        !known)
        return known;
    const Value content = message["content"];
    const Value calls = message["tool_calls"];
    out.beginObject().key("role").string("assistant");
    if (content.isString() && calls.elements().empty() && message["reasoning_details"].elements().empty()) {
        out.key("content").raw(content.raw()).endObject();
        return {};
    }
    out.key("content").beginArray();
    writeThoughts(message["reasoning_details"], out);
    if (content.isString() && !content.inner().empty())
        out.beginObject().key("type").string("text").key("text").raw(content.raw()).endObject();
    if (auto written = writeParts(content, path + ".content", out); !written)
        return written;
    if (const Value refusal = message["refusal"]; refusal.isString() && !refusal.inner().empty())
        out.beginObject().key("type").string("text").key("text").raw(refusal.raw()).endObject();
    if (auto written = writeToolCalls(calls, path + ".tool_calls", out); !written)
        return written;
    out.endArray().endObject();
    return {};
}

Result<void> writeToolResult(const Value& message, const std::string& path, TextWriter& out)
{
    if (auto known = checkFields(message, {"role", "content", "tool_call_id", "name"}, path, kProtocol); !known)
        return known;
    if (!message["tool_call_id"].isString())
        return wrongField(path + ".tool_call_id", "must be a string");
    out.beginObject().key("type").string("tool_result").key("tool_use_id").raw(message["tool_call_id"].raw());
    auto written = writeContent(message["content"], path + ".content", out);
    out.endObject();
    return written;
}

Result<void> writePlain(const Value& message, std::string_view role, const std::string& path, TextWriter& out)
{
    if (auto known = checkFields(message, {"role", "content"}, path, kProtocol); !known)
        return known;
    out.beginObject().key("role").string(role);
    auto written = writeContent(message["content"], path + ".content", out);
    out.endObject();
    return written;
}

// The instructions before the conversation; how many there are.
Result<std::size_t> writeSystem(const std::vector<Value>& messages, TextWriter& out)
{
    const auto end = std::ranges::find_if_not(messages, isInstruction);
    const auto count = static_cast<std::size_t>(end - messages.begin());
    if (count == 0)
        return count;
    out.key("system");
    if (count == 1 && messages[0]["content"].isString()) {
        out.raw(messages[0]["content"].raw());
        return count;
    }
    out.beginArray();
    for (std::size_t i = 0; i < count; ++i) {
        const std::string path = indexed("messages", i) + ".content";
        const Value content = messages[i]["content"];
        if (content.isString() && !content.inner().empty())
            out.beginObject().key("type").string("text").key("text").raw(content.raw()).endObject();
        if (auto written = writeParts(content, path, out); !written)
            return std::move(written).error();
    }
    out.endArray();
    return count;
}

} // namespace

Result<void> writeCacheControl(const Value& holder, const std::string& path, TextWriter& out)
{
    const Value control = holder["cache_control"];
    if (!control.isThere())
        return {};
    if (control["ttl"].isThere() && !control["ttl"].is("5m"))
        return failure(ErrorCode::UnsupportedParameter, "a cache that lives longer than five minutes has no price here",
                       path + ".cache_control.ttl");
    out.key("cache_control").raw(control.raw());
    return {};
}

Result<void> writeAnthropicMessages(const Value& messages, TextWriter& out)
{
    const auto all = messages.elements();
    auto first = writeSystem(all, out);
    if (!first)
        return std::move(first).error();
    if (*first == all.size())
        return cannotExpress("messages", kProtocol); // a conversation of instructions alone
    out.key("messages").beginArray();
    bool isInResults = false;
    for (std::size_t i = *first; i < all.size(); ++i) {
        const std::string path = indexed("messages", i);
        const Value& message = all[i];
        const bool isResult = message["role"].is("tool");
        if (isResult && !isInResults)
            out.beginObject().key("role").string("user").key("content").beginArray();
        if (!isResult && isInResults)
            out.endArray().endObject();
        isInResults = isResult;
        Result<void> written;
        if (isResult)
            written = writeToolResult(message, path, out);
        else if (message["role"].is("user"))
            written = writePlain(message, "user", path, out);
        else if (message["role"].is("assistant"))
            written = writeAssistant(message, path, out);
        else if (isInstruction(message))
            written = writePlain(message, "system", path, out);
        else
            written = cannotExpress(path + ".role", kProtocol);
        if (!written)
            return written;
    }
    if (isInResults)
        out.endArray().endObject();
    out.endArray();
    return {};
}

} // namespace gotoai::supply
