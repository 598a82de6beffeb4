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

// The part of the client's wishes that OpenRouter must keep, too, and privacy whoever asked for it; empty where there
// is none of it.
std::string bindingWishes(const chat::Request& request)
{
    const json::Value provider = memberOf(request, "provider");
    const chat::RouteWishes wishes = request.routeWishes ? *request.routeWishes : chat::RouteWishes{};
    json::TextWriter out;
    out.beginObject();
    const auto pass = [&](std::string_view key) {
        if (const json::Value wish = provider[key]; wish.isThere())
            out.key(key).raw(wish.raw());
    };
    if (request.isPrivate || wishes.deniesDataCollection || wishes.wantsZeroRetention)
        out.key("data_collection").string("deny");
    else
        pass("data_collection");
    if (wishes.wantsZeroRetention)
        out.key("zdr").raw("true");
    else
        pass("zdr");
    pass("quantizations");
    pass("require_parameters");
    out.endObject();
    return out.text() == "{}" ? std::string() : out.take();
}

} // namespace

Result<UpstreamRequest> OpenRouterAdapter::buildRequest(const chat::Request& request,
                                                        std::shared_ptr<const Endpoint> endpoint) const
{
    return spliceOpenAiRequest(request, std::move(endpoint), bindingWishes(request));
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
