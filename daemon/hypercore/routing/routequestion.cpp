// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/routing/routequestion.h"

#include "chat/request.h"
#include "json/document.h"
#include "json/textwriter.h"

#include <algorithm>

namespace gotoai::hypercore {
namespace {

constexpr std::int64_t kBytesPerToken = 4;
constexpr std::string_view kFunction = R"([{"type":"function","function":{"name":"f"}}])";
constexpr std::string_view kImage = R"([{"type":"image_url","image_url":{"url":"x"}}])";
constexpr std::string_view kSchema = R"({"type":"json_schema","json_schema":{"name":"s","schema":{}}})";

bool asksFor(const RouteQuestion& question, std::string_view feature)
{
    return std::ranges::find(question.features, feature) != question.features.end();
}

Result<void> checkQuestion(const RouteQuestion& question)
{
    if (question.promptTokens < 1 || question.promptTokens > RouteQuestion::kMostPromptTokens)
        return failure(ErrorCode::InvalidRequest, "it is between 1 and 2,000,000", "prompt_tokens");
    for (const std::string& feature : question.features) {
        for (const char* known : {"tools", "vision", "json_object", "json_schema", "reasoning"}) {
            if (feature == known)
                break;
            if (std::string_view(known) == "reasoning")
                return failure(ErrorCode::InvalidRequest,
                               "a feature is tools, vision, json_object, json_schema or reasoning", "features");
        }
    }
    return {};
}

// A request of about that size which asks for just that.
std::string textOf(const RouteQuestion& question)
{
    json::TextWriter writer;
    writer.beginObject().key("model").string(question.model);
    if (!question.models.empty()) {
        writer.key("models").beginArray();
        for (const std::string& model : question.models)
            writer.string(model);
        writer.endArray();
    }
    if (!question.provider.empty())
        writer.key("provider").raw(question.provider);
    if (question.maxCompletionTokens)
        writer.key("max_completion_tokens").number(*question.maxCompletionTokens);
    if (asksFor(question, "tools"))
        writer.key("tools").raw(kFunction);
    if (asksFor(question, "json_schema"))
        writer.key("response_format").raw(kSchema);
    else if (asksFor(question, "json_object"))
        writer.key("response_format").raw(R"({"type":"json_object"})");
    if (asksFor(question, "reasoning"))
        writer.key("reasoning_effort").string("medium");
    writer.key("messages").beginArray();
    if (asksFor(question, "vision"))
        writer.beginObject().key("role").string("user").key("content").raw(kImage).endObject();
    writer.beginObject().key("role").string("user").key("content");
    writer.string(std::string(static_cast<std::size_t>(question.promptTokens * kBytesPerToken), 'x'));
    writer.endObject().endArray().endObject();
    return writer.take();
}

} // namespace

Result<RoutePlan> considerQuestion(const RouteQuestion& question, const QuestionSurroundings& surroundings,
                                   std::size_t explained)
{
    if (auto checked = checkQuestion(question); !checked)
        return std::move(checked).error();
    json::Parser parser;
    const auto request = chat::parseRequest(textOf(question), parser);
    if (!request)
        return request.error();
    RoutePlan plan = considerRoute(surroundings.catalog, {.request = *request,
                                                          .health = surroundings.health,
                                                          .killSwitches = &surroundings.killSwitches,
                                                          .allowedModels = &surroundings.allowedModels,
                                                          .modes = surroundings.modes,
                                                          .fee = surroundings.fee,
                                                          .account = surroundings.account,
                                                          .order = surroundings.order,
                                                          .explained = explained});
    if (const KillSwitch* stopped = surroundings.killSwitches.onCustomer(surroundings.account, surroundings.key))
        plan.route = refusalBy(*stopped);
    return plan;
}

} // namespace gotoai::hypercore
