// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/adapters/translation.h"

#include "json/faultlocator.h"

#include <algorithm>
#include <array>

namespace gotoai::supply {
namespace {

using json::Value;

// GotoAI's own, and what no answer depends on.
constexpr std::array<std::string_view, 9> kHints = {
    "provider",   "models",      "gotoai", "stream_options", "metadata", "prompt_cache_key", "prompt_cache_retention",
    "transforms", "service_tier"};

struct DefaultValue
{
    std::string_view name;
    std::string_view value; // compact JSON
};

constexpr std::array kDefaults = {
    DefaultValue{"n", "1"},
    DefaultValue{"presence_penalty", "0"},
    DefaultValue{"presence_penalty", "0.0"},
    DefaultValue{"frequency_penalty", "0"},
    DefaultValue{"frequency_penalty", "0.0"},
    DefaultValue{"logprobs", "false"},
    DefaultValue{"top_logprobs", "0"},
    DefaultValue{"logit_bias", "{}"},
    DefaultValue{"store", "false"},
    DefaultValue{"verbosity", R"("medium")"},
    DefaultValue{"modalities", R"(["text"])"},
    DefaultValue{"tools", "[]"},
    DefaultValue{"functions", "[]"},
    DefaultValue{"parallel_tool_calls", "true"},
};

template<class Names>
bool holds(const Names& names, std::string_view name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool isDefault(std::string_view name, std::string_view raw)
{
    std::string compact(raw);
    std::erase_if(compact, [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; });
    return std::ranges::any_of(kDefaults,
                               [&](const DefaultValue& entry) { return entry.name == name && entry.value == compact; });
}

Result<ReasoningWish> readReasoning(const Value& reasoning, std::string_view protocol)
{
    ReasoningWish wish;
    if (!reasoning.isObject())
        return wrongField("reasoning", "must be an object");
    if (auto known = checkFields(reasoning, {"effort", "max_tokens", "exclude", "enabled"}, "reasoning", protocol);
        !known)
        return std::move(known).error();
    const Value effort = reasoning["effort"];
    const Value maxTokens = reasoning["max_tokens"];
    if (effort.isThere() && maxTokens.isThere())
        return wrongField("reasoning", "has either an effort or max_tokens");
    if (effort.isThere()) {
        wish.effort = effort.text();
        wish.field = "reasoning.effort";
    } else if (maxTokens.isThere()) {
        wish.maxTokens = maxTokens.integer();
        wish.field = "reasoning.max_tokens";
        if (!wish.maxTokens || *wish.maxTokens < 1)
            return wrongField("reasoning.max_tokens", "must be a positive integer");
    } else if (reasoning["enabled"].isThere()) {
        wish.effort = reasoning["enabled"].isTrue() ? "medium" : "none";
        wish.field = "reasoning.enabled";
    }
    wish.isExcluded = reasoning["exclude"].isTrue();
    return wish;
}

} // namespace

Error cannotExpress(std::string_view field, std::string_view protocol)
{
    return failure(ErrorCode::UnsupportedParameter,
                   "'" + std::string(field) + "' cannot be expressed in " + std::string(protocol), std::string(field));
}

Error wrongField(std::string_view field, std::string_view what)
{
    return failure(ErrorCode::InvalidRequest, "'" + std::string(field) + "' " + std::string(what), std::string(field));
}

Value memberOf(const chat::Request& request, std::string_view key)
{
    const json::Member* member = json::findMember(request.members, key);
    return member ? Value(std::string_view(request.body)
                              .substr(member->value.begin, member->value.end - member->value.begin))
                  : Value();
}

Result<void> checkMembers(const chat::Request& request, std::initializer_list<std::string_view> expressed,
                          std::string_view protocol)
{
    for (const json::Member& member : request.members) {
        const std::string_view raw =
            std::string_view(request.body).substr(member.value.begin, member.value.end - member.value.begin);
        if (raw == "null" || holds(expressed, member.key) || holds(kHints, member.key) || isDefault(member.key, raw))
            continue;
        return cannotExpress(member.key, protocol);
    }
    return {};
}

Result<void> checkFields(const Value& object, std::initializer_list<std::string_view> known, const std::string& path,
                         std::string_view protocol)
{
    for (const json::Field& field : object.fields())
        if (field.value.isThere() && !holds(known, field.key))
            return cannotExpress(path + "." + field.key, protocol);
    return {};
}

std::string indexed(std::string_view field, std::size_t index)
{
    return std::string(field) + "[" + std::to_string(index) + "]";
}

std::optional<InlineImage> inlineImage(std::string_view url)
{
    constexpr std::string_view kScheme = "data:";
    constexpr std::string_view kEncoding = ";base64";
    if (!url.starts_with(kScheme))
        return std::nullopt;
    const std::size_t comma = std::min(url.find(','), url.size());
    std::string_view head = url.substr(kScheme.size(), comma - kScheme.size());
    if (!head.ends_with(kEncoding))
        return InlineImage{};
    head.remove_suffix(kEncoding.size());
    std::string mediaType(head.substr(0, head.find(';')));
    if (mediaType == "image/jpg") // widespread, and no registered type
        mediaType = "image/jpeg";
    return InlineImage{std::move(mediaType), std::string(url.substr(std::min(comma + 1, url.size())))};
}

Result<std::string> argumentsObject(const Value& arguments, const std::string& path)
{
    if (!arguments.isString())
        return wrongField(path, "must be a string");
    std::string object = arguments.text();
    if (object.find_first_not_of(" \t\r\n") == std::string::npos)
        return std::string("{}");
    if (json::locateFault(object, json::Parser::kMaxDepth) || !Value(object).isObject())
        return wrongField(path, "must hold a JSON object");
    return object;
}

Result<ReasoningWish> readReasoningWish(const chat::Request& request, std::string_view protocol)
{
    const Value effort = memberOf(request, "reasoning_effort");
    const Value reasoning = memberOf(request, "reasoning");
    if (effort.isThere() && reasoning.isThere())
        return wrongField("reasoning", "and 'reasoning_effort' exclude each other");
    ReasoningWish wish;
    if (effort.isThere()) {
        wish.effort = effort.text();
        wish.field = "reasoning_effort";
    } else if (reasoning.isThere()) {
        auto read = readReasoning(reasoning, protocol);
        if (!read)
            return read;
        wish = *std::move(read);
    }
    constexpr std::array<std::string_view, 6> kEfforts = {"none", "minimal", "low", "medium", "high", "xhigh"};
    if (wish.isThere() && !wish.maxTokens && !holds(kEfforts, wish.effort))
        return wrongField(wish.field, "is none, minimal, low, medium, high or xhigh");
    return wish;
}

} // namespace gotoai::supply
