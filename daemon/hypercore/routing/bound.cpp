// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/routing/bound.h"

#include "supply/adapters/adapter.h"

#include <algorithm>

namespace gotoai::hypercore {
namespace {

constexpr std::int64_t kBytesPerToken = 4;

} // namespace

UsageBound usageBound(const chat::Request& request, const supply::Endpoint& endpoint)
{
    const auto bodyBytes = static_cast<std::int64_t>(request.body.size());
    const std::int64_t prompt = bodyBytes + request.images * endpoint.imageTokens +
                                supply::adapterOf(endpoint.provider->protocol).templateTokens(request);
    const std::int64_t output = std::min(request.maxCompletionTokens.value_or(endpoint.maxOutputTokens),
                                         std::min(endpoint.maxOutputTokens, endpoint.contextTokens));
    return {.promptTokens = std::min(prompt, endpoint.contextTokens),
            .completionTokens = std::min(output * request.choices, kMaxTokenCount),
            .images = 0};
}

std::int64_t estimatedTokens(std::int64_t bytes) { return (bytes + kBytesPerToken - 1) / kBytesPerToken; }

Usage estimateUsage(const chat::Request& request, std::int64_t outputBytes, const UsageBound& bound)
{
    Usage usage;
    usage[Meter::Prompt] =
        std::min(estimatedTokens(static_cast<std::int64_t>(request.body.size())), bound.promptTokens);
    usage[Meter::Completion] = std::min(estimatedTokens(outputBytes), bound.completionTokens);
    usage[Meter::Request] = 1;
    return usage;
}

} // namespace gotoai::hypercore
