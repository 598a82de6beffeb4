// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/adapters/anthropicfault.h"

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

constexpr std::array kTypes = {
    Word{"invalid_request_error", FaultKind::InvalidRequest},
    Word{"authentication_error", FaultKind::Auth},
    Word{"permission_error", FaultKind::Auth},
    Word{"billing_error", FaultKind::Billing},
    Word{"not_found_error", FaultKind::NotFound},
    Word{"request_too_large", FaultKind::InvalidRequest},
    Word{"rate_limit_error", FaultKind::RateLimited},
    Word{"timeout_error", FaultKind::Server},
    Word{"api_error", FaultKind::Server},
    Word{"overloaded_error", FaultKind::Overloaded},
};

// Phrases of messages to invalid_request_error.
constexpr std::array kPhrases = {
    Word{"prompt is too long", FaultKind::ContextLength},
    Word{"exceed context limit", FaultKind::ContextLength},
    Word{"credit balance is too low", FaultKind::Billing},
    Word{"usage limits", FaultKind::Billing},
    Word{"content filtering policy", FaultKind::ContentFilter},
    Word{"is not supported on this model", FaultKind::Unsupported},
    Word{"is not supported for this model", FaultKind::Unsupported},
    Word{"is deprecated for this model", FaultKind::Unsupported},
    Word{"does not support", FaultKind::Unsupported},
};

std::string_view textOf(const element& parent, std::string_view key)
{
    std::string_view text;
    return parent[key].get(text) == simdjson::SUCCESS ? text : std::string_view{};
}

FaultKind kindOf(const element& error, FaultKind otherwise)
{
    const auto type = std::ranges::find(kTypes, textOf(error, "type"), &Word::text);
    const FaultKind kind = type == kTypes.end() ? otherwise : type->kind;
    if (kind != FaultKind::InvalidRequest)
        return kind;
    const std::string_view message = textOf(error, "message");
    const auto phrase = std::ranges::find_if(
        kPhrases, [message](const Word& word) { return message.find(word.text) != std::string_view::npos; });
    return phrase == kPhrases.end() ? kind : phrase->kind;
}

std::optional<element> errorIn(std::string_view body, json::Parser& parser)
{
    auto parsed = parser.parse(body);
    element error;
    if (!parsed || (**parsed)["error"].get(error) || !error.is_object())
        return std::nullopt;
    return error;
}

} // namespace

Fault readAnthropicFault(int status, std::string_view body, json::Parser& parser)
{
    const auto error = errorIn(body, parser);
    if (!error)
        return faultOfStatus(kindOfStatus(status), status, {}, {});
    const Error told = chat::readProviderError(*error);
    return faultOfStatus(kindOf(*error, kindOfStatus(status)), status, told.detail, told.param);
}

Fault readAnthropicFault(std::string_view frame, json::Parser& parser)
{
    const auto error = errorIn(frame, parser);
    if (!error)
        return faultOf(FaultKind::Server, "the provider reported an error");
    return faultOf(kindOf(*error, FaultKind::Server), chat::readProviderError(*error).detail);
}

} // namespace gotoai::supply
