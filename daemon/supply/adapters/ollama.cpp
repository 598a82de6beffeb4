// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/adapters/ollama.h"

#include "supply/adapters/ollamareader.h"
#include "supply/adapters/ollamarequest.h"

namespace gotoai::supply {
namespace {

constexpr RequestManner kManner = {.versionField = {}, .streamType = "application/x-ndjson"};

// Models' templates have a system prompt by default, and one more for tools: some hundred tokens in the library's.
constexpr std::int64_t kTemplateTokens = 256;
constexpr std::int64_t kToolTokens = 1'024;

} // namespace

Result<UpstreamRequest> OllamaAdapter::buildRequest(const chat::Request& request,
                                                    std::shared_ptr<const Endpoint> endpoint) const
{
    auto body = ollamaBody(request, *endpoint);
    if (!body)
        return std::move(body).error();
    UpstreamRequest upstream;
    upstream.endpoint = std::move(endpoint);
    upstream.path = "/chat";
    upstream.body = *std::move(body);
    upstream.isStreamed = request.isStreamed;
    upstream.manner = kManner;
    return upstream;
}

std::unique_ptr<AnswerReader> OllamaAdapter::makeReader(bool isStreamed, AnswerSink& sink, json::Parser& parser) const
{
    return std::make_unique<OllamaReader>(isStreamed, sink, parser);
}

std::int64_t OllamaAdapter::templateTokens(const chat::Request& request) const
{
    return kTemplateTokens + (request.usesTools ? kToolTokens : 0);
}

} // namespace gotoai::supply
