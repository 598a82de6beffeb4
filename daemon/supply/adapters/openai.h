// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "supply/adapters/adapter.h"

namespace gotoai::supply {

// Providers that speak OpenAI's chat completions. The client's bytes go through as they came, but for `model`, a
// stream's `stream_options.include_usage`, GotoAI's own members, which are taken out, and the name of the output limit
// where the provider insists on the newer one. Nothing is injected where the client set no limit.
// Source: OpenAI API reference, POST /chat/completions.
class OpenAiAdapter final : public ProviderAdapter
{
public:
    Result<UpstreamRequest> buildRequest(const chat::Request& request,
                                         std::shared_ptr<const Endpoint> endpoint) const override;
    std::unique_ptr<AnswerReader> makeReader(bool isStreamed, AnswerSink& sink, json::Parser& parser) const override;
    std::int64_t templateTokens(const chat::Request&) const override { return 0; }
};

// The request spliced as said above, for every provider whose API is OpenAI's. `provider` is JSON that takes the place
// of the client's member of that name, which is taken out where it is empty.
Result<UpstreamRequest> spliceOpenAiRequest(const chat::Request& request, std::shared_ptr<const Endpoint> endpoint,
                                            std::string provider = {});

} // namespace gotoai::supply
