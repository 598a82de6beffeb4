// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/adapters/openrouter.h"

#include "supply/adapters/openai.h"
#include "supply/adapters/openaireader.h"
#include "supply/adapters/openroutergeneration.h"
#include "supply/adapters/translation.h"
#include "json/textwriter.h"

namespace gotoai::supply {
namespace {

// The system prompt that some of the models behind it get with tools; the largest published is Anthropic's.
constexpr std::int64_t kToolTokens = 1'024;

// The part of the client's wishes that OpenRouter must keep, too; empty where there is none.
std::string bindingWishes(const json::Value& provider)
{
    json::TextWriter out;
    out.beginObject();
    for (const std::string_view key : {"data_collection", "zdr", "quantizations", "require_parameters"})
        if (const json::Value wish = provider[key]; wish.isThere())
            out.key(key).raw(wish.raw());
    out.endObject();
    return out.text() == "{}" ? std::string() : out.take();
}

} // namespace

Result<UpstreamRequest> OpenRouterAdapter::buildRequest(const chat::Request& request,
                                                        std::shared_ptr<const Endpoint> endpoint) const
{
    return spliceOpenAiRequest(request, std::move(endpoint), bindingWishes(memberOf(request, "provider")));
}

std::unique_ptr<AnswerReader> OpenRouterAdapter::makeReader(bool isStreamed, AnswerSink& sink,
                                                            json::Parser& parser) const
{
    return std::make_unique<OpenAiReader>(isStreamed, sink, parser, OpenAiReader::Costs::InUsage);
}

const GenerationLookup* OpenRouterAdapter::lookup() const
{
    static const OpenRouterGeneration s_lookup;
    return &s_lookup;
}

std::int64_t OpenRouterAdapter::templateTokens(const chat::Request& request) const
{
    return request.usesTools ? kToolTokens : 0;
}

} // namespace gotoai::supply
