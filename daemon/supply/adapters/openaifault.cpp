// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/adapters/openaifault.h"

#include "chat/providererror.h"

#include <simdjson.h>

#include <algorithm>
#include <array>

namespace gotoai::supply {
namespace {

using simdjson::dom::element;

struct Word
{
    std::string_view text;
    FaultKind kind;
};

// Words of `code` and `type` that say more than the status does. `insufficient_quota` comes with a 429 that no waiting
// mends.
constexpr std::array kWords = {
    Word{"context_length_exceeded", FaultKind::ContextLength},
    Word{"exceed_context_size_error", FaultKind::ContextLength},
    Word{"string_above_max_length", FaultKind::ContextLength},
    Word{"content_filter", FaultKind::ContentFilter},
    Word{"content_policy_violation", FaultKind::ContentFilter},
    Word{"invalid_prompt", FaultKind::ContentFilter},
    Word{"insufficient_quota", FaultKind::Billing},
    Word{"billing_hard_limit_reached", FaultKind::Billing},
    Word{"billing_not_active", FaultKind::Billing},
    Word{"account_deactivated", FaultKind::Auth},
    Word{"invalid_api_key", FaultKind::Auth},
    Word{"authentication_error", FaultKind::Auth},
    Word{"permission_error", FaultKind::Auth},
    Word{"unsupported_country_region_territory", FaultKind::Auth},
    Word{"model_not_found", FaultKind::NotFound},
    Word{"unsupported_parameter", FaultKind::Unsupported},
    Word{"unsupported_value", FaultKind::Unsupported},
    Word{"rate_limit_exceeded", FaultKind::RateLimited},
    Word{"rate_limit_error", FaultKind::RateLimited},
    Word{"tokens", FaultKind::RateLimited},
    Word{"requests", FaultKind::RateLimited},
    Word{"overloaded_error", FaultKind::Overloaded},
    Word{"engine_overloaded", FaultKind::Overloaded},
    Word{"server_overloaded", FaultKind::Overloaded},
};

std::optional<FaultKind> kindOfWord(std::string_view word)
{
    const auto found = std::ranges::find(kWords, word, &Word::text);
    return found == kWords.end() ? std::nullopt : std::optional(found->kind);
}

std::string_view textOf(const element& parent, std::string_view key)
{
    std::string_view text;
    return parent[key].get(text) == simdjson::SUCCESS ? text : std::string_view{};
}

// What servers without a code for it write (vLLM, llama.cpp, proxies).
bool isAboutContext(std::string_view message)
{
    return message.find("maximum context length") != std::string_view::npos ||
           message.find("context window") != std::string_view::npos ||
           message.find("context size") != std::string_view::npos;
}

// OpenRouter, where moderation or a provider's own filter refused the input.
bool isModerated(const element& error)
{
    element reasons;
    return error["metadata"]["reasons"].get(reasons) == simdjson::SUCCESS;
}

FaultKind kindOf(const element& error, int status)
{
    std::int64_t number = 0;
    if (error["code"].get(number) == simdjson::SUCCESS && number >= 300 && number <= 599)
        status = static_cast<int>(number);
    if (isModerated(error))
        return FaultKind::ContentFilter;
    const bool blamesRequest = status == 0 || kindOfStatus(status) == FaultKind::InvalidRequest;
    if (blamesRequest && isAboutContext(textOf(error, "message")))
        return FaultKind::ContextLength;
    for (const std::string_view key : {"code", "type"})
        if (const auto kind = kindOfWord(textOf(error, key)))
            return *kind;
    if (status != 0)
        return kindOfStatus(status);
    return textOf(error, "type") == "invalid_request_error" ? FaultKind::InvalidRequest : FaultKind::Server;
}

// The object that tells the error; empty where there is none.
std::optional<element> errorIn(std::string_view body, json::Parser& parser)
{
    auto parsed = parser.parse(body);
    if (!parsed || !(*parsed)->is_object())
        return std::nullopt;
    element error;
    if ((**parsed)["error"].get(error) == simdjson::SUCCESS && !error.is_null())
        return error;
    if ((**parsed)["choices"].at(0)["error"].get(error) == simdjson::SUCCESS && !error.is_null())
        return error;
    if ((**parsed)["message"].is_string())
        return **parsed;
    return std::nullopt;
}

} // namespace

Fault readOpenAiFault(int status, std::string_view body, json::Parser& parser)
{
    const auto error = errorIn(body, parser);
    if (!error)
        return faultOfStatus(kindOfStatus(status), status, {}, {});
    const Error told = chat::readProviderError(*error);
    return faultOfStatus(kindOf(*error, status), status, told.detail, told.param);
}

Fault readOpenAiFault(std::string_view frame, json::Parser& parser)
{
    const auto error = errorIn(frame, parser);
    if (!error)
        return faultOf(FaultKind::Server, "the provider reported an error");
    Error told = chat::readProviderError(*error);
    return faultOf(kindOf(*error, 0), std::move(told.detail), std::move(told.param));
}

} // namespace gotoai::supply
