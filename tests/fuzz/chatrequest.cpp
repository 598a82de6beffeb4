// SPDX-License-Identifier: GPL-3.0-or-later
// A client's body either is refused by name or reaches the provider with its own members byte by byte, the provider's
// model, and without the members that are GotoAI's.
#include "chat/request.h"
#include "money/usage.h"
#include "supply/adapters/openai.h"

#include "property.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string>

using namespace gotoai;
using fuzz::mustHold;

namespace {

constexpr std::array<std::string_view, 8> kTouched = {
    "model", "provider", "models", "gotoai", "max_tokens", "max_completion_tokens", "stream_options", "stream"};

std::string_view raw(std::string_view text, const json::Span& span)
{
    return text.substr(span.begin, span.end - span.begin);
}

void mustBeBuiltRight(const chat::Request& request, const supply::UpstreamRequest& upstream)
{
    json::Parser parser;
    mustHold(parser.parse(upstream.body).has_value(), "a request to a provider parses");
    const auto members = parser.topLevelMembers(upstream.body);
    mustHold(members.has_value(), "a request to a provider has no duplicates");
    const json::Member* const model = json::findMember(*members, "model");
    mustHold(model != nullptr && raw(upstream.body, model->value) == "\"the-provider's \\\"model\\\"\"",
             "a provider reads its own model id");
    for (const char* const own : {"provider", "models", "gotoai"})
        mustHold(json::findMember(*members, own) == nullptr, "what is GotoAI's own stays here");
    for (const json::Member& member : request.members) {
        if (std::ranges::find(kTouched, member.key) != kTouched.end())
            continue;
        const json::Member* const kept = json::findMember(*members, member.key);
        mustHold(kept != nullptr && raw(upstream.body, kept->value) == raw(request.body, member.value),
                 "what is the client's goes through as it came");
    }
    const json::Member* const options = json::findMember(*members, "stream_options");
    mustHold(request.isStreamed == (options != nullptr), "usage is asked of every stream, and only there");
    if (options != nullptr)
        mustHold(raw(upstream.body, options->value).find("include_usage") != std::string_view::npos, "usage is asked");
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    json::Parser parser;
    const auto request = chat::parseRequest(std::string(fuzz::textOf(data, size)), parser);
    if (!request) {
        mustHold(!request.error().detail.empty(), "a refusal says why");
        return 0;
    }
    mustHold(request->choices >= 1 && request->choices <= 128, "a number of choices is bounded");
    mustHold(!request->maxCompletionTokens ||
                 (*request->maxCompletionTokens >= 1 && *request->maxCompletionTokens <= kMaxTokenCount),
             "an output limit is bounded");
    mustHold(request->images >= 0 && !request->model.empty(), "a request names a model");
    for (const bool usesNewName : {false, true}) {
        auto endpoint = std::make_shared<supply::Endpoint>();
        endpoint->upstreamModel = "the-provider's \"model\"";
        endpoint->usesMaxCompletionTokens = usesNewName;
        const auto upstream = supply::OpenAiAdapter().buildRequest(*request, endpoint);
        if (upstream)
            mustBeBuiltRight(*request, *upstream);
        else
            mustHold(upstream.error().param == "stream_options", "only options with duplicates cannot be expressed");
    }
    return 0;
}
