// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/adapters/openai.h"

#include "supply/adapters/openaireader.h"

#include <array>

namespace gotoai::supply {
namespace {

constexpr std::array<std::string_view, 3> kOwnMembers = {"provider", "models", "gotoai"};

std::string_view rawValue(const chat::Request& request, const json::Member& member)
{
    return std::string_view(request.body).substr(member.value.begin, member.value.end - member.value.begin);
}

// The client's stream_options with include_usage on, its other members kept.
Result<std::string> withUsage(std::string_view options)
{
    json::Parser parser;
    auto parsed = parser.parse(options);
    if (!parsed)
        return std::move(parsed).error();
    auto members = parser.topLevelMembers(options);
    if (!members)
        return failure(ErrorCode::InvalidRequest, members.error().detail, "stream_options");
    return json::Splicer(options, *members).set("include_usage", "true").build();
}

Result<void> spliceStreamOptions(const chat::Request& request, json::Splicer& splicer)
{
    const json::Member* member = json::findMember(request.members, "stream_options");
    if (!request.isStreamed) {
        // OpenAI refuses the member where nothing is streamed.
        if (member)
            splicer.remove("stream_options");
        return {};
    }
    if (request.wantsUsage)
        return {};
    if (!member || rawValue(request, *member) == "null") {
        splicer.set("stream_options", R"({"include_usage":true})");
        return {};
    }
    auto options = withUsage(rawValue(request, *member));
    if (!options)
        return std::move(options).error();
    splicer.set("stream_options", std::move(*options));
    return {};
}

} // namespace

Result<UpstreamRequest> OpenAiAdapter::buildRequest(const chat::Request& request,
                                                    std::shared_ptr<const Endpoint> endpoint) const
{
    return spliceOpenAiRequest(request, std::move(endpoint));
}

Result<UpstreamRequest> spliceOpenAiRequest(const chat::Request& request, std::shared_ptr<const Endpoint> endpoint,
                                            std::string provider)
{
    json::Splicer splicer(request.body, request.members);
    splicer.set("model", json::quoted(endpoint->upstreamModel));
    for (const std::string_view own : kOwnMembers)
        if (json::findMember(request.members, own))
            splicer.remove(own);
    if (!provider.empty())
        splicer.set("provider", std::move(provider));
    if (endpoint->usesMaxCompletionTokens && request.maxCompletionTokens &&
        json::findMember(request.members, "max_tokens")) {
        splicer.remove("max_tokens");
        splicer.set("max_completion_tokens", std::to_string(*request.maxCompletionTokens));
    }
    if (auto spliced = spliceStreamOptions(request, splicer); !spliced)
        return std::move(spliced).error();

    UpstreamRequest upstream;
    upstream.endpoint = std::move(endpoint);
    upstream.path = "/chat/completions";
    upstream.body = splicer.build();
    upstream.isStreamed = request.isStreamed;
    return upstream;
}

std::unique_ptr<AnswerReader> OpenAiAdapter::makeReader(bool isStreamed, AnswerSink& sink, json::Parser& parser) const
{
    return std::make_unique<OpenAiReader>(isStreamed, sink, parser);
}

} // namespace gotoai::supply
