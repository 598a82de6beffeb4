// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "supply/adapters/adapter.h"

namespace gotoai::supply {

// OpenRouter: OpenAI's shape, with prices in its usage and a `provider` object of its own. What a client says there of
// privacy and quality (data_collection, zdr, quantizations, require_parameters) binds OpenRouter as it binds GotoAI and
// goes along; names of providers are GotoAI's and stay here. A private request denies data collection to whom
// OpenRouter would pass it on, however privacy was asked for. Sources: OpenRouter, "API Reference", "Provider Routing",
// "Errors and Debugging".
class OpenRouterAdapter final : public ProviderAdapter
{
public:
    Result<UpstreamRequest> buildRequest(const chat::Request& request,
                                         std::shared_ptr<const Endpoint> endpoint) const override;
    std::unique_ptr<AnswerReader> makeReader(bool isStreamed, AnswerSink& sink, json::Parser& parser) const override;
    std::int64_t templateTokens(const chat::Request& request) const override;
    const GenerationLookup* lookup() const override;
};

} // namespace gotoai::supply
