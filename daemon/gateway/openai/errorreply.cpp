// SPDX-License-Identifier: GPL-3.0-or-later
#include "gateway/openai/errorreply.h"

#include "hypercore/risk/killswitches.h"
#include "json/document.h"

#include <algorithm>

namespace gotoai::gateway {
namespace {

// What the ledger says of itself when an operator has to look at its books.
constexpr std::string_view kBooksFrozen = "books_frozen";

struct Shape
{
    int status;
    std::string_view type;
    std::string_view code;
};

constexpr std::string_view kInvalidRequest = "invalid_request_error";
constexpr std::string_view kUpstream = "upstream_error";
constexpr std::string_view kServer = "server_error";

// Types and codes are OpenAI's where it has one for the case (API reference, "Error codes").
Shape shapeOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidRequest: return {400, kInvalidRequest, "invalid_value"};
    case ErrorCode::InvalidJson: return {400, kInvalidRequest, "invalid_json"};
    case ErrorCode::UnsupportedParameter: return {400, kInvalidRequest, "unsupported_parameter"};
    case ErrorCode::ContextLengthExceeded: return {400, kInvalidRequest, "context_length_exceeded"};
    case ErrorCode::ContentFilter: return {400, kInvalidRequest, "content_filter"};
    case ErrorCode::IdempotencyKeyMissing: return {400, kInvalidRequest, "idempotency_key_missing"};
    case ErrorCode::MissingCredential:
    case ErrorCode::InvalidCredential: return {401, kInvalidRequest, "invalid_api_key"};
    case ErrorCode::RevokedCredential: return {401, kInvalidRequest, "revoked_api_key"};
    case ErrorCode::ExpiredCredential: return {401, kInvalidRequest, "expired_api_key"};
    case ErrorCode::InsufficientFunds: return {402, "insufficient_quota", "insufficient_funds"};
    case ErrorCode::Forbidden: return {403, kInvalidRequest, "forbidden"};
    case ErrorCode::StageGateClosed: return {403, kInvalidRequest, "stage_gate_closed"};
    case ErrorCode::ModelNotAllowed: return {403, kInvalidRequest, "model_not_allowed"};
    case ErrorCode::NotFound: return {404, kInvalidRequest, "unknown_url"};
    case ErrorCode::ModelNotFound: return {404, kInvalidRequest, "model_not_found"};
    case ErrorCode::MethodNotAllowed: return {405, kInvalidRequest, "method_not_allowed"};
    case ErrorCode::Conflict:
    case ErrorCode::PreconditionRequired:
    case ErrorCode::VersionConflict: return {409, kInvalidRequest, "conflict"};
    case ErrorCode::BodyTooLarge: return {413, kInvalidRequest, "request_too_large"};
    case ErrorCode::IdempotencyKeyReused: return {422, kInvalidRequest, "idempotency_key_reused"};
    case ErrorCode::RateLimited: return {429, "rate_limit_error", "rate_limit_exceeded"};
    case ErrorCode::UpstreamRateLimited: return {429, kUpstream, "upstream_rate_limited"};
    case ErrorCode::UpstreamUnreachable: return {502, kUpstream, "upstream_unreachable"};
    case ErrorCode::UpstreamRefused: return {502, kUpstream, "upstream_refused"};
    case ErrorCode::UpstreamMalformed: return {502, kUpstream, "upstream_malformed"};
    case ErrorCode::UpstreamCut: return {502, kUpstream, "upstream_cut"};
    case ErrorCode::UpstreamTimeout: return {504, kUpstream, "upstream_timeout"};
    case ErrorCode::NoRoute: return {503, kServer, "no_route"};
    case ErrorCode::Overloaded: return {503, kServer, "overloaded"};
    case ErrorCode::Draining: return {503, kServer, "draining"};
    case ErrorCode::StoreUnavailable: return {503, kServer, "store_unavailable"};
    case ErrorCode::StoreLowSpace: return {503, kServer, "store_low_space"};
    case ErrorCode::Cancelled: return {499, kInvalidRequest, "cancelled"};
    case ErrorCode::BadConfiguration:
    case ErrorCode::Corrupt:
    case ErrorCode::Internal: return {500, kServer, "internal_error"};
    }
    return {500, kServer, "internal_error"};
}

} // namespace

int httpStatus(ErrorCode code) { return shapeOf(code).status; }

bool isFinal(const Error& error) { return hypercore::isByKillSwitch(error); }

std::string errorBody(const Error& error)
{
    const Shape shape = shapeOf(error.code);
    const bool isStopped = hypercore::isByKillSwitch(error);
    const bool isFrozen = error.code == ErrorCode::StoreUnavailable && error.param == kBooksFrozen;
    return "{\"error\":{\"message\":" + json::quoted(error.detail) + ",\"type\":" + json::quoted(shape.type) +
           ",\"param\":" + (error.param.empty() || isStopped || isFrozen ? "null" : json::quoted(error.param)) +
           ",\"code\":" +
           json::quoted(isStopped  ? hypercore::kKillSwitchWord
                        : isFrozen ? kBooksFrozen
                                   : shape.code) +
           "}}";
}

std::string errorBody(std::string_view message, std::string_view code)
{
    return "{\"error\":{\"message\":" + json::quoted(message) + ",\"type\":" + json::quoted(kInvalidRequest) +
           ",\"param\":null,\"code\":" + json::quoted(code) + "}}";
}

std::string errorBody(const http::Refusal& refusal)
{
    // 501 and 505 are the server's words for something that the client asked for.
    const bool isOurs = refusal.status >= 500 && refusal.status != 501 && refusal.status != 505;
    return "{\"error\":{\"message\":" + json::quoted(refusal.message) +
           ",\"type\":" + json::quoted(isOurs ? kServer : kInvalidRequest) +
           ",\"param\":null,\"code\":" + json::quoted(refusal.code) + "}}";
}

std::optional<int> retryAfterSeconds(ErrorCode code, std::optional<std::chrono::seconds> providersWish)
{
    const int status = httpStatus(code);
    if (status != 429 && status != 503 && !(status == 502 && providersWish))
        return std::nullopt;
    constexpr std::chrono::seconds kLeast{1};
    constexpr std::chrono::seconds kMost{60};
    return static_cast<int>(std::clamp(providersWish.value_or(kLeast), kLeast, kMost).count());
}

} // namespace gotoai::gateway
