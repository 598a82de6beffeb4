// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/adapters/ollamarequest.h"

#include "supply/adapters/ollamamessages.h"
#include "supply/adapters/translation.h"
#include "json/textwriter.h"

#include <algorithm>

namespace gotoai::supply {
namespace {

using json::TextWriter;
using json::Value;

Result<void> writeTools(const chat::Request& request, TextWriter& out)
{
    const Value choice = memberOf(request, "tool_choice");
    const Value tools = memberOf(request, "tools");
    const auto elements = tools.elements();
    if (elements.empty() || choice.is("none"))
        return {}; // a model that knows no tools calls none
    if (choice.isThere() && !choice.is("auto"))
        return cannotExpress("tool_choice", kOllamaProtocol);
    for (std::size_t i = 0; i < elements.size(); ++i) {
        const std::string path = indexed("tools", i);
        if (!elements[i]["type"].is("function"))
            return cannotExpress(path + ".type", kOllamaProtocol);
        if (elements[i]["function"]["strict"].isTrue())
            return cannotExpress(path + ".function.strict", kOllamaProtocol);
    }
    out.key("tools").raw(tools.raw());
    return {};
}

Result<void> writeFormat(const chat::Request& request, TextWriter& out)
{
    const Value format = memberOf(request, "response_format");
    if (!format.isThere() || format["type"].is("text"))
        return {};
    if (format["type"].is("json_object")) {
        out.key("format").string("json");
        return {};
    }
    const Value schema = format["json_schema"]["schema"];
    if (!format["type"].is("json_schema"))
        return cannotExpress("response_format", kOllamaProtocol);
    if (!schema.isObject())
        return wrongField("response_format.json_schema.schema", "must be an object");
    out.key("format").raw(schema.raw());
    return {};
}

Result<void> writeThinking(const chat::Request& request, TextWriter& out)
{
    auto wish = readReasoningWish(request, kOllamaProtocol);
    if (!wish)
        return std::move(wish).error();
    if (!wish->isThere())
        return {};
    if (wish->maxTokens || wish->isExcluded || wish->effort == "minimal" || wish->effort == "xhigh")
        return cannotExpress(wish->field, kOllamaProtocol);
    out.key("think");
    if (wish->effort == "none")
        out.boolean(false);
    else
        out.string(wish->effort);
    return {};
}

void writeOptions(const chat::Request& request, const Endpoint& endpoint, TextWriter& out)
{
    out.key("options").beginObject().key("num_ctx").number(endpoint.contextTokens);
    out.key("num_predict")
        .number(std::min(request.maxCompletionTokens.value_or(endpoint.maxOutputTokens), endpoint.maxOutputTokens));
    for (const std::string_view key :
         {"temperature", "top_p", "top_k", "min_p", "seed", "stop", "presence_penalty", "frequency_penalty"})
        if (const Value value = memberOf(request, key); value.isThere())
            out.key(key).raw(value.raw());
    out.endObject();
}

} // namespace

Result<std::string> ollamaBody(const chat::Request& request, const Endpoint& endpoint)
{
    auto written = checkMembers(request,
                                {"model",
                                 "messages",
                                 "max_tokens",
                                 "max_completion_tokens",
                                 "stream",
                                 "temperature",
                                 "top_p",
                                 "top_k",
                                 "min_p",
                                 "seed",
                                 "stop",
                                 "presence_penalty",
                                 "frequency_penalty",
                                 "tools",
                                 "tool_choice",
                                 "response_format",
                                 "reasoning_effort",
                                 "reasoning",
                                 "user",
                                 "safety_identifier"},
                                kOllamaProtocol);
    TextWriter out;
    out.reserve(request.body.size() + 512);
    out.beginObject().key("model").string(endpoint.upstreamModel).key("stream").boolean(request.isStreamed);
    if (written)
        written = writeOllamaMessages(memberOf(request, "messages"), out);
    if (written)
        written = writeTools(request, out);
    if (written)
        written = writeFormat(request, out);
    if (written)
        written = writeThinking(request, out);
    if (!written)
        return std::move(written).error();
    writeOptions(request, endpoint, out);
    return out.key("truncate").boolean(false).key("shift").boolean(false).endObject().take();
}

} // namespace gotoai::supply
