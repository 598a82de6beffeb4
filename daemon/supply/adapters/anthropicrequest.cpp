// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/adapters/anthropicrequest.h"

#include "supply/adapters/anthropicmessages.h"
#include "supply/adapters/translation.h"
#include "json/textwriter.h"

#include <algorithm>
#include <charconv>
#include <vector>

namespace gotoai::supply {
namespace {

using json::Value;

constexpr std::string_view kProtocol = "Anthropic's Messages API";
// Least budget of thinking by tokens; an answer must fit beside it.
constexpr std::int64_t kLeastThinking = 1'024;

// A request under way into another protocol.
struct Sketch
{
    const chat::Request& request;
    const Endpoint& endpoint;
    json::TextWriter out;

    Value member(std::string_view key) const { return memberOf(request, key); }
    std::int64_t maxTokens() const
    {
        return std::min(request.maxCompletionTokens.value_or(endpoint.maxOutputTokens), endpoint.maxOutputTokens);
    }
};

Result<void> writeTool(const Value& tool, const std::string& path, json::TextWriter& out)
{
    const Value function = tool["function"];
    if (!tool["type"].is("function"))
        return cannotExpress(path + ".type", kProtocol);
    if (!function["name"].isString())
        return wrongField(path + ".function.name", "must be a string");
    auto known = checkFields(tool, {"type", "function", "cache_control"}, path, kProtocol);
    if (known)
        known = checkFields(function, {"name", "description", "parameters", "strict"}, path + ".function", kProtocol);
    if (!known)
        return known;
    out.beginObject().key("name").raw(function["name"].raw());
    if (function["description"].isThere())
        out.key("description").raw(function["description"].raw());
    const Value schema = function["parameters"];
    out.key("input_schema").raw(schema.isThere() ? schema.raw() : R"({"type":"object","properties":{}})");
    if (function["strict"].isTrue())
        out.key("strict").boolean(true);
    auto cached = writeCacheControl(tool, path, out);
    out.endObject();
    return cached;
}

Result<void> writeTools(Sketch& sketch)
{
    const auto tools = sketch.member("tools").elements();
    if (tools.empty())
        return {};
    sketch.out.key("tools").beginArray();
    for (std::size_t i = 0; i < tools.size(); ++i)
        if (auto written = writeTool(tools[i], indexed("tools", i), sketch.out); !written)
            return written;
    sketch.out.endArray();
    return {};
}

Result<void> writeToolChoice(Sketch& sketch)
{
    const Value choice = sketch.member("tool_choice");
    const Value parallel = sketch.member("parallel_tool_calls");
    const bool isAlone = parallel.isThere() && !parallel.isTrue();
    if (sketch.member("tools").elements().empty() || (!choice.isThere() && !isAlone))
        return {};
    json::TextWriter& out = sketch.out;
    out.key("tool_choice").beginObject().key("type");
    bool mayCall = true;
    if (!choice.isThere() || choice.is("auto")) {
        out.string("auto");
    } else if (choice.is("required")) {
        out.string("any");
    } else if (choice.is("none")) {
        out.string("none");
        mayCall = false;
    } else if (choice["type"].is("function") && choice["function"]["name"].isString()) {
        out.string("tool").key("name").raw(choice["function"]["name"].raw());
    } else {
        return cannotExpress("tool_choice", kProtocol);
    }
    if (isAlone && mayCall)
        out.key("disable_parallel_tool_use").boolean(true);
    out.endObject();
    return {};
}

Result<void> writeSampling(Sketch& sketch)
{
    const Value temperature = sketch.member("temperature");
    if (temperature.isThere()) {
        double degrees = 0;
        const std::string_view raw = temperature.raw();
        const auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), degrees);
        if (error != std::errc() || end != raw.data() + raw.size())
            return wrongField("temperature", "must be a number");
        if (degrees > 1)
            return failure(ErrorCode::UnsupportedParameter, "'temperature' is at most 1 in " + std::string(kProtocol),
                           "temperature");
        sketch.out.key("temperature").raw(raw);
    }
    for (const std::string_view key : {"top_p", "top_k"})
        if (const Value value = sketch.member(key); value.isThere())
            sketch.out.key(key).raw(value.raw());
    const Value stop = sketch.member("stop");
    if (stop.isString())
        sketch.out.key("stop_sequences").beginArray().raw(stop.raw()).endArray();
    else if (!stop.elements().empty())
        sketch.out.key("stop_sequences").raw(stop.raw());
    return {};
}

void writeMetadata(Sketch& sketch)
{
    for (const std::string_view key : {"safety_identifier", "user"}) {
        if (const Value user = sketch.member(key); user.isString()) {
            sketch.out.key("metadata").beginObject().key("user_id").raw(user.raw()).endObject();
            return;
        }
    }
}

// The share of the output that an effort may spend on thinking, in per cent.
// Source: OpenRouter, "Reasoning Tokens", reasoning effort level.
std::int64_t shareOf(std::string_view effort)
{
    if (effort == "minimal")
        return 10;
    if (effort == "low")
        return 20;
    if (effort == "medium")
        return 50;
    return effort == "high" ? 80 : 95;
}

Result<void> writeThinkingBudget(Sketch& sketch, const ReasoningWish& wish)
{
    if (wish.isExcluded)
        return cannotExpress("reasoning.exclude", kProtocol);
    const std::int64_t most = sketch.maxTokens() - 1;
    if (most < kLeastThinking)
        return failure(ErrorCode::UnsupportedParameter,
                       "'" + wish.field + "' needs an output limit above " + std::to_string(kLeastThinking) + " tokens",
                       wish.field);
    const std::int64_t wanted = wish.maxTokens.value_or(sketch.maxTokens() * shareOf(wish.effort) / 100);
    sketch.out.key("thinking").beginObject().key("type").string("enabled");
    sketch.out.key("budget_tokens").number(std::clamp(wanted, kLeastThinking, most)).endObject();
    return {};
}

// Writes `thinking`, and into `effort` what belongs into `output_config`.
Result<void> writeThinking(Sketch& sketch, std::string& effort)
{
    const Value own = sketch.member("thinking");
    if (own.isThere()) {
        sketch.out.key("thinking").raw(own.raw());
        return {};
    }
    auto wish = readReasoningWish(sketch.request, kProtocol);
    if (!wish)
        return std::move(wish).error();
    if (!wish->isThere())
        return {};
    if (wish->effort == "none") {
        sketch.out.key("thinking").beginObject().key("type").string("disabled").endObject();
        return {};
    }
    if (wish->maxTokens || !thinksAdaptively(sketch.endpoint.upstreamModel))
        return writeThinkingBudget(sketch, *wish);
    sketch.out.key("thinking").beginObject().key("type").string("adaptive");
    sketch.out.key("display").string(wish->isExcluded ? "omitted" : "summarized").endObject();
    effort = wish->effort == "minimal" ? "low" : wish->effort; // there is none below low
    return {};
}

Result<void> writeOutputConfig(Sketch& sketch, const std::string& effort)
{
    const Value format = sketch.member("response_format");
    const bool hasFormat = format.isThere() && !format["type"].is("text");
    if (hasFormat && !format["type"].is("json_schema"))
        return cannotExpress("response_format", kProtocol);
    const Value schema = format["json_schema"]["schema"];
    if (hasFormat && !schema.isObject())
        return wrongField("response_format.json_schema.schema", "must be an object");
    if (!hasFormat && effort.empty())
        return {};
    sketch.out.key("output_config").beginObject();
    if (!effort.empty())
        sketch.out.key("effort").string(effort);
    if (hasFormat) {
        sketch.out.key("format").beginObject().key("type").string("json_schema");
        sketch.out.key("schema").raw(schema.raw()).endObject();
    }
    sketch.out.endObject();
    return {};
}

} // namespace

bool thinksAdaptively(std::string_view model)
{
    constexpr int kMajor = 4;
    constexpr int kMinor = 6;
    constexpr std::size_t kDateDigits = 8;
    std::vector<int> version;
    for (std::size_t at = 0; at < model.size() && version.size() < 2;) {
        const std::size_t end = std::min(model.find_first_not_of("0123456789", at), model.size());
        const bool stands = at == 0 || model[at - 1] == '-' || model[at - 1] == '.' || model[at - 1] == 'v';
        int number = 0;
        if (end > at && stands && end - at < kDateDigits) {
            std::from_chars(model.data() + at, model.data() + end, number);
            version.push_back(number);
        } else if (end == at && !version.empty() && model[at] != '-' && model[at] != '.') {
            break; // what follows the version: "-sonnet", "@…"
        }
        at = std::max(end, at + 1);
    }
    if (version.empty())
        return true;
    version.resize(2);
    return version[0] > kMajor || (version[0] == kMajor && version[1] >= kMinor);
}

Result<std::string> anthropicBody(const chat::Request& request, const Endpoint& endpoint)
{
    auto written =
        checkMembers(request,
                     {"model", "messages", "max_tokens", "max_completion_tokens", "stream", "temperature", "top_p",
                      "top_k", "stop", "tools", "tool_choice", "parallel_tool_calls", "response_format",
                      "reasoning_effort", "reasoning", "thinking", "user", "safety_identifier"},
                     kProtocol);
    Sketch sketch{request, endpoint, {}};
    sketch.out.reserve(request.body.size() + 512);
    sketch.out.beginObject().key("model").string(endpoint.upstreamModel).key("max_tokens").number(sketch.maxTokens());
    std::string effort;
    if (written)
        written = writeAnthropicMessages(memberOf(request, "messages"), sketch.out);
    if (written)
        written = writeTools(sketch);
    if (written)
        written = writeToolChoice(sketch);
    if (written)
        written = writeSampling(sketch);
    if (written)
        written = writeThinking(sketch, effort);
    if (written)
        written = writeOutputConfig(sketch, effort);
    if (!written)
        return std::move(written).error();
    writeMetadata(sketch);
    if (request.isStreamed)
        sketch.out.key("stream").boolean(true);
    return sketch.out.endObject().take();
}

} // namespace gotoai::supply
