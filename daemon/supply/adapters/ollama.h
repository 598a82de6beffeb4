// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "supply/adapters/adapter.h"

namespace gotoai::supply {

// Providers that speak Ollama's own API. The base URL holds its root: http://127.0.0.1:11434/api. (Its /v1 speaks
// OpenAI's, without control of the context.) Source: Ollama, docs/api.md, POST /api/chat.
class OllamaAdapter final : public ProviderAdapter
{
public:
    Result<UpstreamRequest> buildRequest(const chat::Request& request,
                                         std::shared_ptr<const Endpoint> endpoint) const override;
    std::unique_ptr<AnswerReader> makeReader(bool isStreamed, AnswerSink& sink, json::Parser& parser) const override;
    std::int64_t templateTokens(const chat::Request& request) const override;
};

} // namespace gotoai::supply
