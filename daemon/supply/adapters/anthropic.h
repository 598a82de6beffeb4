// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "supply/adapters/adapter.h"

namespace gotoai::supply {

// Providers that speak Anthropic's Messages API. The base URL holds the version: https://api.anthropic.com/v1.
// Source: Anthropic API reference, POST /v1/messages.
class AnthropicAdapter final : public ProviderAdapter
{
public:
    Result<UpstreamRequest> buildRequest(const chat::Request& request,
                                         std::shared_ptr<const Endpoint> endpoint) const override;
    std::unique_ptr<AnswerReader> makeReader(bool isStreamed, AnswerSink& sink, json::Parser& parser) const override;
    std::int64_t templateTokens(const chat::Request& request) const override;
};

} // namespace gotoai::supply
