// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/adapters/anthropic.h"

#include "supply/adapters/anthropicreader.h"
#include "supply/adapters/anthropicrequest.h"

namespace gotoai::supply {
namespace {

constexpr RequestManner kManner = {.secretField = "x-api-key: ", .versionField = "anthropic-version: 2023-06-01"};

// The system prompt that comes with tools has up to 804 tokens (Opus 4.7; "Tool use", pricing). The one that comes with
// a schema is not published; as much again covers it.
constexpr std::int64_t kToolTokens = 1'024;
constexpr std::int64_t kSchemaTokens = 1'024;

} // namespace

Result<UpstreamRequest> AnthropicAdapter::buildRequest(const chat::Request& request,
                                                       std::shared_ptr<const Endpoint> endpoint) const
{
    auto body = anthropicBody(request, *endpoint);
    if (!body)
        return std::move(body).error();
    UpstreamRequest upstream;
    upstream.endpoint = std::move(endpoint);
    upstream.path = "/messages";
    upstream.body = *std::move(body);
    upstream.isStreamed = request.isStreamed;
    upstream.manner = kManner;
    return upstream;
}

std::unique_ptr<AnswerReader> AnthropicAdapter::makeReader(bool isStreamed, AnswerSink& sink,
                                                           json::Parser& parser) const
{
    return std::make_unique<AnthropicReader>(isStreamed, sink, parser);
}

std::int64_t AnthropicAdapter::templateTokens(const chat::Request& request) const
{
    return (request.usesTools ? kToolTokens : 0) +
           (json::findMember(request.members, "response_format") ? kSchemaTokens : 0);
}

} // namespace gotoai::supply
